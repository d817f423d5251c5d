import { expect, test } from 'vitest';
import { sudoAllows, sudoersLines } from '#electron/supervision/core/sudo-rules.ts';

// as `sudo -n -l` of Debian 12 prints them
const listed = [
  'Matching Defaults entries for pi on pi1:',
  'env_reset, mail_badpass, secure_path=/usr/local/sbin\\:/usr/local/bin\\:/usr/sbin\\:/usr/bin\\:/sbin\\:/bin, use_pty',
  'User pi may run the following commands on pi1:',
  '(ALL : ALL) ALL',
  '(root) NOPASSWD: /usr/bin/systemctl start celery-a.service, /usr/bin/systemctl stop celery-a.service',
  '(root) NOPASSWD: /usr/bin/systemctl kill --kill-who\\=main --signal\\=SIGTERM celery-a.service',
  '(www-data) NOPASSWD: /usr/bin/systemctl restart celery-a.service',
];

test('SU-3 a rule for exactly this command, without a password, as root', () => {
  expect(sudoAllows(listed, ['/usr/bin/systemctl', 'start', 'celery-a.service'])).toBe(true);
  expect(sudoAllows(listed, ['/usr/bin/systemctl', 'stop', 'celery-a.service'])).toBe(true);
  expect(sudoAllows(listed, ['/usr/bin/systemctl', 'kill', '--kill-who=main', '--signal=SIGTERM', 'celery-a.service'])).toBe(true);
});
test('SU-3 another unit, another user, or a rule that wants a password allow nothing', () => {
  expect(sudoAllows(listed, ['/usr/bin/systemctl', 'start', 'celery-b.service'])).toBe(false);
  expect(sudoAllows(listed, ['/usr/bin/systemctl', 'restart', 'celery-a.service'])).toBe(false);
  expect(sudoAllows(['(ALL : ALL) ALL'], ['/usr/bin/id'])).toBe(false);
  expect(sudoAllows(['(root) PASSWD: /usr/bin/id'], ['/usr/bin/id'])).toBe(false);
  expect(sudoAllows(['(ALL) NOPASSWD: ALL, !/usr/bin/id'], ['/usr/bin/id'])).toBe(false);
  expect(sudoAllows(['(ALL) NOPASSWD: ALL, !/usr/bin/id'], ['/usr/bin/w'])).toBe(true);
  expect(sudoAllows(['(root) NOPASSWD: /bin/a', '(ALL : ALL) ALL'], ['/bin/a'])).toBe(false);
  expect(sudoAllows(null, ['/usr/bin/id'])).toBe(false);
});
test('SU-3 the tag holds for what follows it, a program without arguments for all of them, a star for blanks too', () => {
  expect(sudoAllows(['(root) PASSWD: /bin/a, NOPASSWD: /bin/b, /bin/c'], ['/bin/c'])).toBe(true);
  expect(sudoAllows(['(root) PASSWD: /bin/a, NOPASSWD: /bin/b, /bin/c'], ['/bin/a'])).toBe(false);
  expect(sudoAllows(['(root) NOPASSWD: /usr/bin/systemctl'], ['/usr/bin/systemctl', 'stop', 'x.service'])).toBe(true);
  expect(sudoAllows(['(root) NOPASSWD: /usr/bin/systemctl restart celery-*'], ['/usr/bin/systemctl', 'restart', 'celery-x', 'other.service'])).toBe(true);
});
test('SU-3 offered lines name one unit each; a name sudo would read otherwise gets none', () => {
  expect(sudoersLines('pi', [['/usr/bin/systemctl', 'kill', '--signal=SIGTERM', 'celery@a.service']])).toEqual(['pi ALL=(root) NOPASSWD: /usr/bin/systemctl kill --signal\\=SIGTERM celery@a.service']);
  for (const bad of ['a b.service', 'a*.service', 'a,b.service', 'a\nroot ALL=(ALL) NOPASSWD: ALL', '$(x).service']) expect(sudoersLines('pi', [['/usr/bin/systemctl', 'start', bad]])).toBeNull();
  expect(sudoersLines('pi\nroot', [['/usr/bin/id']])).toBeNull();
});
