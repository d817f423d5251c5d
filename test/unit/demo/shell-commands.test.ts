/** What a simulated Pi answers to commands: known ones in their own form, everything else as a shell would. */
import { describe, expect, test } from 'vitest';
import { createSimHand } from '#electron/demo/linux/sim-hand.ts';
import { createSimUnits } from '#electron/demo/linux/sim-units.ts';
import { runShellLine } from '#electron/demo/ssh/shell-commands.ts';
import { parseShellLine } from '#electron/demo/ssh/shell-words.ts';
import { createSimStage } from './sim-stage.ts';

function place() {
  const stage = createSimStage();
  const units = createSimUnits(stage.time.timers);
  units.add({ name: 'w.service', worker: stage.worker, restart: 'always', restartMs: 10_000, isStarted: true });
  stage.time.advance(2000);
  const signals: [number, string][] = [];
  const signal = (pid: number, name: string): boolean => signals.push([pid, name]) > 0;
  const hand = createSimHand({ clock: stage.time.clock, timers: stage.time.timers, machine: stage.machine, units, signal });
  return { ...stage, units, signals, run: (line: string) => runShellLine({ machine: stage.machine, units, hand, signal }, line) };
}

describe('lines', () => {
  test.each([
    ['echo hello  world', 'hello world\n', '', 0], ["printf '%s\\n' 'a b'", 'a b\n', '', 0], ['true && echo yes || echo no', 'yes\n', '', 0], ['false && echo yes || echo no', 'no\n', '', 0],
    ['uname -sm; uname', 'Linux aarch64\nLinux\n', '', 0], ['nosuch -x; echo $?', '$?\n', 'sh: 1: nosuch: not found\n', 0], ['nosuch 2>/dev/null', '', '', 127],
    ['cat /proc/uptime /nope >/dev/null', '', 'cat: /nope: No such file or directory\n', 1], ['exit 3; echo no', '', '', 3], ['# only words', '', '', 0],
    ['command -v python3 nosuch', '/usr/bin/python3\n', '', 0], ['id -u', '1000\n', '', 0], ['vcgencmd get_throttled', 'throttled=0x0\n', '', 0],
    ['__proto__', '', 'sh: 1: __proto__: not found\n', 127], ['constructor', '', 'sh: 1: constructor: not found\n', 127], ['sudo -n reboot', '', 'sudo: a password is required\n', 1],
  ])('%j', (line, out, err, code) => {
    expect(place().run(line)).toMatchObject({ out, err, code });
  });

  test.each(['cat <(x)', 'a | b', "echo 'open", 'echo "open', 'a & b', 'echo `id`', 'a > /etc/passwd'])('DM7 %j is refused, not guessed', (line) => {
    expect(place().run(line).code).toBe(2);
  });

  test('quotes and marks', () => {
    expect(parseShellLine(`a 'b "c' "d \\" e" f\\ g 2> /dev/null;h&&i||j # k`)?.map(({ when, words, hidesErrors }) => [when, words, hidesErrors]))
      .toEqual([['always', ['a', 'b "c', 'd " e', 'f g'], true], ['always', ['h'], false], ['if-ok', ['i'], false], ['if-failed', ['j'], false]]);
  });
});

describe('systemd', () => {
  test('restarts a killed worker after its pause, counts it, and shows each state', () => {
    const { run, worker, time } = place();
    const show = () => Object.fromEntries(run('systemctl show w').out.trim().split('\n').map((line) => line.split('=') as [string, string]));
    const first = show();
    worker.kill();
    const dead = show();
    time.advance(10_100);
    const again = show();
    expect([first['ActiveState'], first['MainPID'] === '0', dead['ActiveState'], dead['SubState'], dead['Result'], again['ActiveState'], again['NRestarts'], again['MainPID'] === first['MainPID']])
      .toEqual(['active', false, 'activating', 'auto-restart', 'signal', 'active', '1', false]);
  });

  test('stop is clean and stays; start and restart work; unknown units are named', () => {
    const { run, worker, time } = place();
    run('sudo -n systemctl --no-block stop w.service');
    const stopped = [run('systemctl is-active w').out, worker.main()];
    run('systemctl start w');
    time.advance(2000);
    const pid = worker.main()?.pid;
    run('systemctl restart w');
    time.advance(2000);
    expect([stopped, worker.isReady(), worker.main()?.pid === pid, run('systemctl start nope')]).toMatchObject([['inactive\n', null], true, false, { code: 5, err: 'Failed to start nope.service: Unit nope.service not found.\n' }]);
  });
});

test('signals reach the process they name', () => {
  const { run, signals, worker } = place();
  const pid = worker.main()?.pid ?? 0;
  expect([run(`kill -s STOP ${pid}`).code, run(`kill -9 ${pid}`).code, run(`kill -0 ${pid}`).code, run('kill -TERM 99999').err, signals]).toEqual([0, 0, 0, 'sh: 1: kill: No such process\n', [[pid, 'STOP'], [pid, '9']]]);
});

test.each([
  ['if [ -r /proc/self/stat ]; then echo proc; else echo no-proc; fi; echo end', 'proc\nend\n'], ['if [ -r /nope ]; then echo a; if true; then echo b; fi; else echo c; fi', 'c\n'],
  ['if true; then if false; then echo a; else echo b; fi; echo c; else echo d; fi', 'b\nc\n'], ['test -d /proc && echo d', 'd\n'], ['[ a = a ] && [ a != b ] && echo same', 'same\n'],
])('branches: %j', (line, wanted) => {
  expect(place().run(line).out).toBe(wanted);
});
