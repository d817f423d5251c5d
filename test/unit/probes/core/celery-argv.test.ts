/** Which command lines are Celery's, what they say, what is hidden of them, and where they point. */
import { describe, expect, test } from 'vitest';
import { findBrokerHints } from '#electron/probes/core/find-broker-hints.ts';
import { findCelery } from '#electron/probes/core/find-celery.ts';
import { maskArgv } from '#electron/probes/core/mask-argv.ts';
import { parseCeleryArgv } from '#electron/probes/core/parse-celery-argv.ts';
import { predictNodeName } from '#electron/probes/core/predict-node-name.ts';

const words = (line: string): string[] => line.split(' ');

describe('which processes are Celery', () => {
  test.each([
    ['/usr/bin/python3 /usr/bin/celery -A proj worker', 'worker'],
    ['/srv/venv/bin/python /srv/venv/bin/celery worker -A proj', 'worker'],
    ['celery -A worker worker', 'worker'],
    ['celery -A worker beat', 'beat'],
    ['celery --app=beat --quiet worker -B', 'worker'],
    ['python3.11 -m celery -b redis://h beat', 'beat'],
    ['python -u -W ignore -m celery.bin.celery worker', 'worker'],
    ['pypy3 /opt/celery worker', 'worker'],
    ['python manage.py celery worker', 'worker'],
    ['[celeryd: w1@pi:MainProcess] -active- (worker -A proj -P solo)', 'worker'],
    ['[celeryd: w1@pi:ForkPoolWorker-12]', 'worker'],
    ['[celery beat] -A proj beat', 'beat'],
  ])('%s is a %s', (line, kind) => expect(findCelery(words(line))?.kind).toBe(kind));

  test.each([
    ['vim celery_worker.py'], ['vim /usr/bin/celery worker'], ['grep celery worker'], ['sh -c celery -A app worker'], ['tail -f celery worker'],
    ['python celery_worker.py worker'], ['python -c celery worker'], ['/usr/bin/python3 /usr/bin/watchmedo auto-restart -- celery -A x worker'],
    ['python -m flower celery worker'], ['celery -A worker flower'], ['celery -A worker'], ['celery'], ['celery inspect ping -d worker'],
    ['nice celery worker'], ['python'], [''], ['[celeryd] x'], ['tmux: [celeryd: a@b:MainProcess]'],
  ])('%s is not', (line) => expect(findCelery(words(line))).toBeNull());

  test('a title tells the node name', () => {
    expect(findCelery(words('[celeryd: w1@pi:MainProcess] -active- (worker -A proj -c 4)'))).toEqual({ kind: 'worker', options: ['worker', '-A', 'proj', '-c', '4'], titleName: 'w1@pi' });
    expect(findCelery([])).toBeNull();
  });
});

describe('options', () => {
  test.each<[string, Partial<ReturnType<typeof parseCeleryArgv>>]>([
    ['worker -c4', { concurrency: 4 }],
    ['worker -c 4', { concurrency: 4 }],
    ['worker --concurrency=4', { concurrency: 4 }],
    ['worker --concurrency 4', { concurrency: 4 }],
    ['worker -Ec4', { concurrency: 4 }],
    ['worker -c 2 -c 8', { concurrency: 8 }],
    ['worker -c many', { concurrency: null }],
    ['worker -P solo', { pool: 'solo' }],
    ['worker -Pthreads', { pool: 'threads' }],
    ['worker --pool=processes', { pool: 'prefork' }],
    ['worker --pool=custom', { pool: 'unknown' }],
    ['worker -Q a,b', { queues: ['a', 'b'] }],
    ['worker --queues=a, -E', { queues: ['a'] }],
    ['-A proj.tasks worker', { app: 'proj.tasks' }],
    ['--app=proj:app -b redis://h/1 worker', { app: 'proj:app', broker: 'redis://h/1' }],
    ['--broker redis://h/1 worker', { broker: 'redis://h/1' }],
    ['worker --autoscale=8,2', { autoscale: { min: 2, max: 8 } }],
    ['worker --autoscale 2,8', { autoscale: { min: 2, max: 8 } }],
    ['worker --autoscale=10', { autoscale: { min: 0, max: 10 } }],
    ['worker --autoscale=1,2,3', { autoscale: null }],
    ['worker --autoscale=x,2', { autoscale: null }],
    ['worker --without-heartbeat -n w1@%h', { withoutHeartbeat: true, nodeName: 'w1@%h' }],
    ['worker --hostname=w1@%h', { nodeName: 'w1@%h' }],
    ['worker --max-tasks-per-child=100 --max-memory-per-child 200000', { maxTasksPerChild: 100, maxMemoryPerChildKiB: 200_000 }],
    ['worker --maxtasksperchild=5', { maxTasksPerChild: 5 }],
    ['worker --time-limit=300 --soft-time-limit 2.5', { hardTimeLimitS: 300, softTimeLimitS: 2.5 }],
    ['worker -l info -f /var/log/-c9.log -D', { concurrency: null }],
    ['worker -- -c 9', { concurrency: null }],
    ['worker -n', { nodeName: '' }],
  ])('%s', (line, said) => expect(parseCeleryArgv(words(line))).toMatchObject(said));

  test('nothing said is null, not a default', () => {
    expect(parseCeleryArgv(['worker'])).toEqual({
      app: null, broker: null, nodeName: null, pool: null, concurrency: null, autoscale: null, queues: null, withoutHeartbeat: false,
      maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null,
    });
  });
});

test.each([
  [null, 'pi3.lan', 'celery@pi3.lan'],
  ['w1', 'pi3', 'celery@w1'],
  ['w1@%h', 'pi3.lan', 'w1@pi3.lan'],
  ['w1@', 'pi3', 'w1@pi3'],
  ['@x', 'pi3', 'celery@x'],
  ['w@%n', 'pi3.lan', 'w@pi3'],
  ['w@%d', 'pi3.lan', 'w@lan'],
  ['w%i%I@a@b', 'pi3', 'w0@a@b'],
  ['w@%z', 'pi3', null],
  ['w@fixed', null, 'w@fixed'],
  ['w@%h', null, null],
  [null, null, null],
  ['w@100%%', 'pi3', 'w@100%%'],
])('node name %j on %j is %j', (given, host, name) => expect(predictNodeName(given, host)).toBe(name));

describe('masking', () => {
  test.each([
    ['redis://:s3cret@h:6379/0', 'redis://:***@h:6379/0'],
    ['redis://user:s3cret@h/0', 'redis://user:***@h/0'],
    ['redis://s3cret@h/0', 'redis://***@h/0'],
    ['redis://:a@s3cret/x@h/0', 'redis://:***@h/0'],
    ['redis://:s3cret@h1;redis://:s3cret@h2', 'redis://:***@h1;redis://:***@h2'],
    ['redis://h/0?password=s3cret&x=1', 'redis://h/0?password=***&x=1'],
    ['--broker=redis://:s3cret@h/0', '--broker=redis://:***@h/0'],
    ['-bredis://:s3cret@h/0', '-bredis://:***@h/0'],
    ['--redis-password=s3cret', '--redis-password=***'],
    ['REDIS_PASSWORD=s3cret', 'REDIS_PASSWORD=***'],
    ['[celeryd: a@b:MainProcess] (worker -b redis://:s3cret@h/0 -A x)', '[celeryd: a@b:MainProcess] (worker -b redis://:***@h/0 -A x)'],
    ['--concurrency=4', '--concurrency=4'],
    ['w1@%h', 'w1@%h'],
  ])('%s', (word, masked) => expect(maskArgv([word])).toEqual([masked]));

  test('the word after a secret option', () => {
    expect(maskArgv(['--api-key', 's3cret', '-A', 'x', '--token', '--next'])).toEqual(['--api-key', '***', '-A', 'x', '--token', '--next']);
  });
});

describe('broker hints', () => {
  const none = { broker: null, environment: new Map<string, string>(), connections: [] };
  const local = { from: 'default', host: '127.0.0.1', port: 6379 };
  test('best first, each once', () => {
    const environment = new Map([['REDIS_URL', 'redis://e/2'], ['CELERY_BROKER_URL', 'redis://e/1'], ['REDIS_HOST', 'named']]);
    const connections = [{ remoteHost: '10.0.0.9', remotePort: 5432 }, { remoteHost: '10.0.0.8', remotePort: 7000 }, { remoteHost: '10.0.0.8', remotePort: 7000 }, { remoteHost: '10.0.0.7', remotePort: 6379 }];
    expect(findBrokerHints({ broker: 'redis://c/0;redis://e/1', environment, connections })).toEqual([
      { from: 'command-line', name: '--broker', url: 'redis://c/0' },
      { from: 'command-line', name: '--broker', url: 'redis://e/1' },
      { from: 'environment', name: 'REDIS_URL', url: 'redis://e/2' },
      { from: 'environment', name: 'REDIS_HOST', url: 'redis://named:6379/0' },
      { from: 'connection', host: '10.0.0.7', port: 6379 },
      { from: 'connection', host: '10.0.0.8', port: 7000 },
      local,
    ]);
  });
  test('nothing known: the host itself', () => expect(findBrokerHints(none)).toEqual([local]));
  test('another kind of broker: no wrong hint', () => expect(findBrokerHints({ ...none, broker: 'amqp://h' })).toEqual([]));
  test('sockets, TLS, sentinel count as Redis', () => {
    const environment = new Map([['BROKER_URL', 'rediss://h'], ['REDIS_URL', 'unix:///run/redis.sock'], ['CELERY_REDIS_URL', 'sentinel://h']]);
    expect(findBrokerHints({ ...none, environment })).toHaveLength(4);
  });
  test('a hostile REDIS_HOST is no hint', () => expect(findBrokerHints({ ...none, environment: new Map([['REDIS_HOST', 'h/../x@y'], ['REDIS_PORT', '99999']]) })).toEqual([local]));
});
