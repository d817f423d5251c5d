import { describe, expect, it } from 'vitest';
import { parseBrokerUrl } from '#electron/celery/core/parse-broker-url.ts';

const base = { label: 'redis://127.0.0.1:6379/0', host: '127.0.0.1', port: 6379, socketPath: null, db: 0, user: null, password: null, tls: null, keyPrefix: '' };

describe('parseBrokerUrl', () => {
  it.each([
    ['redis://127.0.0.1', {}],
    ['redis://127.0.0.1:6379/0', {}],
    ['redis://127.0.0.1:6379//', {}],
    [' redis://127.0.0.1/\n', {}],
    ['redis://', { label: 'redis://localhost:6379/0', host: 'localhost' }],
    ['redis://pi3.local:6380/15', { label: 'redis://pi3.local:6380/15', host: 'pi3.local', port: 6380, db: 15 }],
    ['redis://:secret@127.0.0.1/1', { label: 'redis://127.0.0.1:6379/1', db: 1, password: 'secret' }],
    ['redis://bob:s%40c%2Fr%3Aet%25@127.0.0.1', { user: 'bob', password: 's@c/r:et%' }],
    ['redis://bob:p@ss/w?rd#x@127.0.0.1:6379/2', { label: 'redis://127.0.0.1:6379/2', user: 'bob', password: 'p@ss/w?rd#x', db: 2 }],
    ['redis://:100%@127.0.0.1', { password: '100%' }],
    ['redis://:%C3%A9%F0%9F%94%91@127.0.0.1', { password: 'é🔑' }],
    ['redis://127.0.0.1?virtual_host=7', { label: 'redis://127.0.0.1:6379/7', db: 7 }],
    ['redis://[::1]:6379/0', { label: 'redis://[::1]:6379/0', host: '::1' }],
    ['REDIS://127.0.0.1', {}],
    ['rediss://pi3:6380/0?ssl_cert_reqs=CERT_REQUIRED&ssl_ca_certs=%2Fetc%2Fca.pem', { label: 'rediss://pi3:6380/0', host: 'pi3', port: 6380, tls: { serverName: 'pi3', caFile: '/etc/ca.pem', verify: true } }],
    ['rediss://pi3:6380/0?ssl_cert_reqs=none', { label: 'rediss://pi3:6380/0', host: 'pi3', port: 6380, tls: { serverName: 'pi3', caFile: null, verify: false } }],
    ['redis+socket:///run/redis/redis.sock?virtual_host=3', { label: 'redis+socket:///run/redis/redis.sock?virtual_host=3', host: '', port: 0, socketPath: '/run/redis/redis.sock', db: 3 }],
    ['unix://bob:pw@/run/redis.sock?db=2', { label: 'redis+socket:///run/redis.sock?virtual_host=2', host: '', port: 0, socketPath: '/run/redis.sock', db: 2, user: 'bob', password: 'pw' }],
  ])('%s', (url, expected) => expect(parseBrokerUrl(url)).toEqual({ ok: true, value: { ...base, ...expected } }));

  it.each([
    ['', 'not-a-url'], ['localhost:6379', 'not-a-url'], ['redis://a\nb', 'not-a-url'], ['redis:/x', 'not-a-url'], ['x'.repeat(5000), 'not-a-url'],
    ['http://pi3', 'scheme'], ['file:///etc/passwd', 'scheme'],
    ['sentinel://a:26379;sentinel://b:26379', 'unsupported'], ['sentinel://a:26379/0', 'unsupported'], ['amqp://guest@pi3//', 'unsupported'], ['redis://a;redis://b', 'unsupported'], ['redis://a:1,b:2', 'unsupported'],
    ['redis://pi 3', 'host'], ['redis://<b>', 'host'], ['redis+socket://', 'host'],
    ['redis://pi:port', 'port'], ['redis://pi:0', 'port'], ['redis://pi:70000', 'port'],
    ['redis://pi/abc', 'database'], ['redis://pi/-1', 'database'], ['redis://pi?virtual_host=x', 'database'],
  ])('refuses %s', (url, problem) => expect(parseBrokerUrl(url)).toEqual({ ok: false, error: { code: 'broker-url-invalid', problem } }));

  it('never shows the password or the user in the label', () => {
    for (const word of ['hunter2', 'p@:/?#[]', '%zz', 'a b']) {
      for (const form of [word, encodeURIComponent(word)]) {
        const parsed = parseBrokerUrl(`redis://admin:${form}@pi3/0`);
        if (parsed.ok) expect(parsed.value).toMatchObject({ label: 'redis://pi3:6379/0', password: word });
      }
    }
  });

  it('keeps the key prefix verbatim', () => expect(parseBrokerUrl('redis://127.0.0.1', 'PFX_*')).toMatchObject({ ok: true, value: { keyPrefix: 'PFX_*' } }));
});
