/**
 * The window on a scripted engine inside the page, for screenshots before there is a real one.
 * `?scene=sick&theme=dark&lang=fr&live=1&lost=1&readonly=1&mute=1`; never part of the built window.
 */
import '#renderer/app/tokens.css';
import { openWindow } from '#renderer/app/open-window.tsx';
import { createMemoryPair } from '#electron/transport/memory-pair.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { ok } from '#shared/result.ts';
import { makeBroker, type FleetScene } from '#test/fakes/fleet-fixtures.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';
import { createScriptedEngine, type ScriptedEngine } from '#test/fakes/scripted-engine.ts';
import { createDiagnosisAnswers } from './answer-diagnosis.ts';
import { createActAnswers } from './answer-acts.ts';
import { createReviewAnswers } from './answer-review.ts';
import { createPastAnswers } from './answer-past.ts';
import { stirFleet } from './stir-fleet.ts';
import { makeTrend } from './make-trend.ts';
import type { HostId } from '#shared/domain/ids.ts';

const asked = new URLSearchParams(window.location.search);
const place = document.querySelector<HTMLElement>('#root');
if (place === null) throw new Error('no #root');

let snapshot: FleetSnapshot = makeScene((asked.get('scene') ?? 'sick') as FleetScene, Date.now());
snapshot = { ...snapshot, engine: { ...snapshot.engine, settings: { ...snapshot.engine.settings, theme: (asked.get('theme') ?? 'light') as Settings['theme'], language: (asked.get('lang') ?? 'en') as Settings['language'] }, isForcedReadOnly: asked.has('readonly') } };
const [firstHost] = snapshot.hosts;
// The hostile fleet has no broker of its own; its messages are looked at all the same.
if (asked.has('acted') && snapshot.brokers.length === 0 && firstHost !== undefined) snapshot = { ...snapshot, brokers: [makeBroker(firstHost, Date.now())] };
const acts = createActAnswers(snapshot, asked);
const past = createPastAnswers(snapshot, asked, Date.now());
const review = createReviewAnswers(snapshot, asked, Date.now());
const diagnosis = createDiagnosisAnswers(snapshot, asked, Date.now());
let engine: ScriptedEngine | null = null;
let seq = 1;
let opened = 0;

openWindow({
  place,
  // Checking every patch of 1,600 workers would be what is measured.
  checkPayloads: !asked.has('live') && !asked.has('unchecked'),
  isDesktop: false,
  token: { read: () => '', keep: () => {} },
  open: () => {
    opened += 1;
    if (opened > 1 && asked.has('lost')) return Promise.reject(new Error('no engine'));
    // Messages come in tasks of their own, as from a socket, where tasks are measured.
    const pair = createMemoryPair({ deliver: asked.has('unchecked') ? 'by-hand' : 'by-itself' });
    if (asked.has('unchecked')) setInterval(pair.flush, 4);
    seq = 1;
    if (asked.has('mute')) return Promise.resolve(pair.client);
    engine = createScriptedEngine({
      link: pair.engine,
      snapshot: () => ({ ...snapshot, seq: 1 }),
      at: () => Date.now(),
      answer(command, input) {
        if (command === 'settings.change') {
          snapshot = { ...snapshot, engine: { ...snapshot.engine, settings: { ...snapshot.engine.settings, ...(input as Partial<Settings>) } } };
          engine?.patch({ seq: (seq += 1), at: Date.now(), engine: snapshot.engine });
          return ok(snapshot.engine.settings);
        }
        const told = acts.answer(command, input) ?? past.answer(command, input) ?? review.answer(command, input) ?? diagnosis.answer(command, input);
        if (told !== null) return told;
        return command === 'hosts.retry' ? null : ok(command === 'hosts.ssh-aliases' ? { aliases: [] } : {});
      },
      onSubscribe(event, params, send) {
        acts.onSubscribe(event, send);
        past.onSubscribe(event, send);
        review.onSubscribe(event, params, send);
        diagnosis.onSubscribe(event, send);
        if (event === 'trend.sampled') send(makeTrend(snapshot, (params as { host: HostId }).host, Date.now()));
      },
    });
    if (asked.has('lost')) setTimeout(() => pair.engine.close(), 800);
    return Promise.resolve(pair.client);
  },
});

if (asked.has('live')) {
  setInterval(() => {
    const patch = stirFleet(snapshot, (seq += 1), Date.now());
    snapshot = { ...snapshot, hosts: mergeBy(snapshot.hosts, patch.hosts ?? [], (host) => host.id), workers: mergeBy(snapshot.workers, patch.workers ?? [], (worker) => worker.key) };
    engine?.patch(patch);
  }, 250);
}

function mergeBy<T>(all: readonly T[], changed: readonly T[], keyOf: (value: T) => string): T[] {
  const news = new Map(changed.map((value) => [keyOf(value), value]));
  return all.map((value) => news.get(keyOf(value)) ?? value);
}
