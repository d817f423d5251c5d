/** Whole fleets by name, for screenshots and tests: small, sick, one host, 200 hosts, hostile names, empty. */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { Verdict, WorkerView } from '#shared/domain/worker.ts';
import { createSeeded, failedLink, makeBroker, makeHost, makeSnapshot, makeWorker, type FleetScene } from './fleet-fixtures.ts';

export function makeScene(scene: FleetScene, at: number): FleetSnapshot {
  switch (scene) {
    case 'empty': return makeSnapshot(at);
    case 'one': return oneHost(at);
    case 'small': return sickFleet(at, false);
    case 'sick': return sickFleet(at, true);
    case 'many': return manyHosts(at, 200, 8);
    case 'hostile': return hostileNames(at);
  }
}

function oneHost(at: number): FleetSnapshot {
  const host = makeHost({ name: 'pi-atelier', at, used: 61, load: 1.2 });
  return makeSnapshot(at, { hosts: [host], workers: [makeWorker({ name: 'scan@pi-atelier', host, at }), makeWorker({ name: 'insert@pi-atelier', host, at, kind: 'idle' })], brokers: [makeBroker(host, at, 4)] });
}

function sickFleet(at: number, isSick: boolean): FleetSnapshot {
  const atelier = makeHost({ name: 'pi-atelier', at, site: 'Lyon', used: 71, temperature: 58, load: 2.1, tags: ['scan'] });
  const video = makeHost({ name: 'pi-video', at, site: 'Lyon', model: 'Raspberry Pi 5 Model B Rev 1.0', gb: 8, used: 38, temperature: 49, load: 0.4 });
  const cave = makeHost({ name: 'pi-cave', at, site: 'Lyon', used: 52, temperature: 81, load: 3.9 }, {});
  const hot: HostView = cave.sample === null ? cave : { ...cave, sample: { ...cave.sample, throttling: { underVoltageNow: true, frequencyCappedNow: false, throttledNow: true, softTempLimitNow: false, underVoltageSinceBoot: true, frequencyCappedSinceBoot: false, throttledSinceBoot: true, softTempLimitSinceBoot: false } } };
  const zero = makeHost({ name: 'pi-portail', at, site: 'Villeurbanne', model: 'Raspberry Pi Zero 2 W Rev 1.0', gb: 0.5, used: 83, temperature: null, load: 0.2 });
  const garage = failedLink(makeHost({ name: 'pi-garage', at, site: 'Villeurbanne' }), { code: 'host-unreachable', at: 'pi@pi-garage:22', because: 'no-route' }, at);
  const serre = failedLink(makeHost({ name: 'pi-serre', at, site: 'Villeurbanne' }), { code: 'host-key-changed', at: 'pi@pi-serre:22', keyType: 'ssh-ed25519', expected: ['SHA256:AbCd1234'], offered: 'SHA256:ZyXw9876', knownHostsPlace: '~/.ssh/known_hosts:14' }, at, { phase: 'blocked', nextTryAt: null });
  const stock = makeHost({ name: 'pi-stock', at, used: 31, temperature: 44, load: 0.1 });
  const hosts = isSick ? [atelier, video, hot, zero, garage, serre, stock] : [atelier, video, zero, stock];
  const kind = (wanted: Verdict['kind'], otherwise: Verdict['kind'] = 'working'): Verdict['kind'] => (isSick ? wanted : otherwise);
  const workers: WorkerView[] = [
    makeWorker({ name: 'scan@pi-atelier', host: atelier, at, size: 1, mb: 212 }),
    makeWorker({ name: 'insert@pi-atelier', host: atelier, at, size: 1, mb: 188, kind: kind('deaf', 'idle'), remedy: isSick ? 'reattach-queues' : null, sinceMs: 125_000, perMinute: 0 }),
    makeWorker({ name: 'export@pi-atelier', host: atelier, at, kind: 'idle', sinceMs: 3000, mb: 96, perMinute: 2.5 }),
    makeWorker({ name: 'stable@pi-video', host: video, at, pool: 'solo', kind: kind('crashed'), sinceMs: 240_000, remedy: isSick ? 'start' : null, ends: isSick ? 3 : 0 }),
    makeWorker({ name: 'encode@pi-video', host: video, at, pool: 'solo', kind: 'busy', sinceMs: 724_000, mb: 640, perMinute: null }),
    makeWorker({ name: 'thumbs@pi-video', host: video, at, pool: 'threads', size: 8, mb: 140 }),
    makeWorker({ name: 'w1@pi-cave', host: hot, at, kind: kind('blocked'), remedy: 'drain-pipe', sinceMs: 3_900_000, mb: 233, unit: null }),
    makeWorker({ name: 'w2@pi-cave', host: hot, at, kind: kind('restarting'), sinceMs: 4000, mb: 60, perMinute: null }),
    makeWorker({ name: 'gate@pi-portail', host: zero, at, size: 1, kind: 'idle', mb: 58, perMinute: 0 }),
    makeWorker({ name: 'sort@pi-stock', host: stock, at, mb: 120 }),
    makeWorker({ name: 'label@pi-stock', host: stock, at, mb: 131, kind: kind('stopped', 'idle'), sinceMs: 5_400_000 }),
    ...(isSick ? [makeWorker({ name: 'door@pi-garage', host: garage, at, kind: 'unreachable', sinceMs: 1_260_000 }), makeWorker({ name: 'water@pi-serre', host: serre, at, kind: 'unreachable', sinceMs: 1_260_000 }), makeWorker({ name: 'celery@old-laptop', host: null, at, kind: 'unknown', reason: 'heartbeat-only' })] : []),
  ].filter((worker) => worker.host === null || hosts.some((host) => host.id === worker.host));
  return makeSnapshot(at, { hosts, workers, brokers: hosts.map((host) => makeBroker(host, at, host === video ? 42 : host === hot ? 1204 : 0)) });
}

const kinds: readonly Verdict['kind'][] = ['working', 'working', 'working', 'idle', 'idle', 'busy', 'working', 'working'];

export function manyHosts(at: number, hostCount: number, workersEach: number): FleetSnapshot {
  const random = createSeeded(42);
  const hosts = Array.from({ length: hostCount }, (_, index) => {
    const host = makeHost({ name: `pi-${String(index + 1).padStart(3, '0')}`, at, site: `Site ${1 + (index % 9)}`, used: 20 + random() * 60, temperature: Math.round(40 + random() * 30), load: random() * 3, seed: index });
    return index % 41 === 7 ? failedLink(host, { code: 'host-unreachable', at: `pi@${host.config.name}:22`, because: 'timeout' }, at) : host;
  });
  const workers = hosts.flatMap((host, hostIndex) => Array.from({ length: workersEach }, (_, index) => {
    const roll = random();
    const sick = roll < 0.004 ? 'crashed' : roll < 0.008 ? 'deaf' : null;
    const kind: Verdict['kind'] = host.link.phase !== 'connected' ? 'unreachable' : (sick ?? kinds[(hostIndex + index) % kinds.length] ?? 'idle');
    return makeWorker({ name: `w${index + 1}@${host.config.name}`, host, at, kind, remedy: sick === null ? null : 'restart', mb: Math.round(60 + random() * 300), pool: kind === 'busy' ? 'solo' : 'prefork' });
  }));
  return makeSnapshot(at, { hosts, workers, brokers: hosts.map((host) => makeBroker(host, at, Math.floor(random() * 20))) });
}

/** Names that try to break out: markup, right-to-left overrides, line breaks, zero-width signs, 500 characters. */
export const hostileTexts = ['<img src=x onerror=alert(1)>', 'pi\u202eexe.gnp', 'line\nbreak\ttab', 'zero\u200bwidth', `${'long-'.repeat(99)}end`, '"; rm -rf / #', 'مضيف-الإنتاج', '{{count}} $t(title)', '\u0000\u001b[31mred'] as const;

function hostileNames(at: number): FleetSnapshot {
  const hosts = hostileTexts.map((text, index) => ({ ...makeHost({ name: text, at, seed: index, site: index % 2 === 0 ? text.slice(0, 190) : null, model: text }), id: `hostile-${index}` as HostId }));
  const workers = hosts.flatMap((host, index) => [
    makeWorker({ name: `${hostileTexts[index] ?? ''}@x`, host, at, kind: 'crashed', remedy: 'restart', unit: hostileTexts[index] ?? null, queues: [hostileTexts[index] ?? ''] }),
    makeWorker({ name: `ok-${index}@x`, host, at }),
  ]);
  return makeSnapshot(at, { hosts, workers });
}
