import { describe, expect, test } from 'vitest';
import { chooseBrokers } from '#electron/brokers/core/choose-brokers.ts';
import { celeryMain, hostConfig } from '#test/fakes/host-facts.ts';
import type { BrokerHint } from '#electron/probes/core/host-observation.ts';

const main = (pid: number, brokerHints: readonly BrokerHint[], container: string | null = null) => celeryMain(pid, `w${String(pid)}@pi`, { brokerHints, container });
const places = (config: Parameters<typeof chooseBrokers>[0], mains: Parameters<typeof chooseBrokers>[1], databases = new Map<string, number>()) => {
  const { wanted, problems } = chooseBrokers(config, mains, databases);
  return { wanted: wanted.map((one) => [one.id, one.address.host, one.address.port, one.address.db, one.foundBy, [...one.pids]]), problems: problems.map((one) => one.code) };
};

describe('which broker a worker uses', () => {
  test('two workers with one URL share one broker; the URL beats the connection', () => {
    const url: BrokerHint = { from: 'command-line', name: '-b', url: 'redis://:secret@127.0.0.1:6379/3' };
    const seen = places(hostConfig('pi1'), [main(1, [url, { from: 'connection', host: '127.0.0.1', port: 6379 }]), main(2, [url])]);
    expect(seen).toEqual({ wanted: [['pi1 127.0.0.1:6379/3', '127.0.0.1', 6379, 3, 'command-line', [1, 2]]], problems: [] });
  });

  test('loopback means another Redis on each host, a full address the same one', () => {
    const local: BrokerHint = { from: 'environment', name: 'CELERY_BROKER_URL', url: 'redis://localhost/0' };
    const far: BrokerHint = { from: 'environment', name: 'CELERY_BROKER_URL', url: 'redis://10.1.2.3/0' };
    const ids = (host: string, hint: BrokerHint): unknown => places(hostConfig(host), [main(1, [hint])]).wanted[0]?.[0];
    expect(ids('a', local)).not.toBe(ids('b', local));
    expect(ids('a', far)).toBe(ids('b', far));
  });

  test('in a container the service name is replaced by where its connection goes', () => {
    const hints: BrokerHint[] = [{ from: 'environment', name: 'CELERY_BROKER_URL', url: 'redis://redis:6379/1' }, { from: 'connection', host: '172.18.0.2', port: 6379 }];
    expect(places(hostConfig('pi1'), [main(1, hints, 'abc')]).wanted[0]?.slice(1, 4)).toEqual(['172.18.0.2', 6379, 1]);
    expect(places(hostConfig('pi1'), [main(1, hints)]).wanted[0]?.[1]).toBe('redis');
  });

  test('an open connection gives the place, CLIENT LIST the database', () => {
    const hints: BrokerHint[] = [{ from: 'connection', host: '127.0.0.1', port: 6379 }];
    expect(places(hostConfig('pi1'), [main(1, hints)], new Map([['127.0.0.1:6379', 5]])).wanted[0]?.[3]).toBe(5);
  });

  test('another kind of broker is said, not guessed around', () => {
    const hints: BrokerHint[] = [{ from: 'command-line', name: '-b', url: 'amqp://guest@rabbit//' }, { from: 'default', host: '127.0.0.1', port: 6379 }];
    expect(places(hostConfig('pi1'), [main(1, hints)])).toEqual({ wanted: [], problems: ['broker-url-invalid'] });
  });

  test('a URL given by hand serves all workers and borrows only the password of the same Redis', () => {
    const config = hostConfig('pi1', { broker: { find: 'url', url: 'redis://127.0.0.1:6379/0', through: 'ssh', keyPrefix: 'app:' } });
    const hint: BrokerHint = { from: 'command-line', name: '-b', url: 'redis://:secret@127.0.0.1:6379/0' };
    const { wanted } = chooseBrokers(config, [main(1, [hint])], new Map());
    expect(wanted[0]?.address).toMatchObject({ password: 'secret', keyPrefix: 'app:' });
    expect(JSON.stringify([wanted[0]?.id, wanted[0]?.address.label])).not.toContain('secret');
  });

  test('told not to look, it does not', () => {
    expect(places(hostConfig('pi1', { broker: { find: 'none' } }), [main(1, [{ from: 'default', host: '127.0.0.1', port: 6379 }])])).toEqual({ wanted: [], problems: [] });
  });
});
