/**
 * The window on a scripted engine inside the page, for pictures of the Host screen, the form, questions and control.
 * `?scene=busy&theme=dark&lang=fr&question=password&live=1&readonly=1&silent=1`; never part of the built window.
 */
import '#renderer/app/tokens.css';
import { openWindow } from '#renderer/app/open-window.tsx';
import { createMemoryPair } from '#electron/transport/memory-pair.ts';
import type { CommandName } from '#shared/contract.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { makeHostScene, makeHostTrend, makeQuestions, makeWorkerTasks, type HostScene } from '#test/fakes/host-scenes.ts';
import { createScriptedEngine } from '#test/fakes/scripted-engine.ts';

const asked = new URLSearchParams(window.location.search);
const place = document.querySelector<HTMLElement>('#root');
if (place === null) throw new Error('no #root');

const scene = (asked.get('scene') ?? 'busy') as HostScene;
const made = makeHostScene(scene, Date.now());
const host = made.hosts[0];
if (host === undefined) throw new Error('a scene has a host');
const questions = (asked.get('question') ?? '').split(',').flatMap((name) => makeQuestions(host, Date.now())[name] ?? []);
const snapshot: FleetSnapshot = { ...made, questions, engine: { ...made.engine, settings: { ...made.engine.settings, theme: (asked.get('theme') ?? 'light') as Settings['theme'], language: (asked.get('lang') ?? 'en') as Settings['language'] }, isForcedReadOnly: asked.has('readonly') } };

const stage = (name: string, detail: string | null, change: object = {}): object => ({ stage: name, hop: 'pi@pi-atelier.local:22', outcome: 'ok', tookMs: 12, detail, error: null, ...change });
const answers: Partial<Record<CommandName, () => Result<unknown, AppError> | null>> = {
  'hosts.ssh-aliases': () => ok({ aliases: Array.from({ length: 12 }, (_, index) => ({ alias: index === 0 ? 'pi-garage' : `pi-${index}`, address: `192.0.2.${index}`, user: index % 2 ? 'pi' : null, port: index === 3 ? 2222 : null, jump: index === 2 ? ['gate'] : [], isKnown: index === 0 })) }),
  'hosts.test': () => ok({ passed: false, stages: [stage('name', '192.0.2.10'), stage('tcp', null, { tookMs: 3 }), stage('ssh-version', 'SSH-2.0-OpenSSH_9.2p1 Debian-2'), stage('host-key', 'ssh-ed25519 SHA256:0Zk7JxWv1p1m0r7wLr3bYtYw9oJcQd5pQmX0n1c8m2s'), stage('login', null, { outcome: 'failed', tookMs: 2040, error: { code: 'ssh-login-refused', at: 'pi@pi-atelier.local:22', tried: ['agent', 'key'], accepted: ['publickey', 'password'] } })] }),
  'worker.control': () => (asked.has('silent') ? ok({ worker: snapshot.workers[0]?.key, at: Date.now(), outcome: 'unanswered', said: '' }) : ok({ worker: snapshot.workers[0]?.key, at: Date.now(), outcome: 'done', said: 'pool will grow' })),
  'worker.registered-tasks': () => ok({ tasks: ['farm.tasks.scan_page', 'farm.tasks.insert'] }),
  'worker.configuration': () => (asked.has('silent') ? err({ code: 'no-reply', workers: ['scan@pi-atelier'], waitedMs: 5000 }) : ok({ settings: Array.from({ length: 140 }, (_, index) => ({ name: `worker_setting_${index}`, value: index % 9 === 0 ? "{'queue': 'celery', 'routing_key': 'celery', 'exchange': 'celery', 'options': {'priority': 3}}" : String(index) })) })),
  'fleet.export': () => ok({ text: 'version: 1\nhosts:\n  - id: h-pi-atelier\n    name: pi-atelier\n    address: pi-atelier.local\n' }),
  'fleet.import': () => err({ code: 'fleet-file-invalid', problems: [{ line: 4, column: 7, path: 'hosts[0].port', problem: 'must be a number from 1 to 65535' }, { line: 9, column: 3, path: 'hosts[1]', problem: 'unknown key "passwrod"' }] }),
  'questions.answer': () => ok({}),
  'hosts.retry': () => ok({}),
};

openWindow({
  place,
  checkPayloads: true,
  isDesktop: false,
  token: { read: () => '', keep: () => {} },
  open: () => {
    const pair = createMemoryPair();
    createScriptedEngine({
      link: pair.engine,
      snapshot: () => snapshot,
      at: () => Date.now(),
      answer: (command) => (answers[command] ?? (() => ok({})))(),
      onSubscribe(event, params, send) {
        if (event === 'trend.sampled') {
          if (scene === 'unknown') return;
          const block = makeHostTrend(snapshot, host, Date.now(), scene === 'lost');
          send(block);
          if (asked.has('live')) setInterval(() => send({ ...block, whole: false, times: [Date.now()], series: Object.fromEntries(Object.entries(block.series).map(([key, values]) => [key, values.slice(-1)])), marks: [] }), 250);
        }
        if (event === 'tasks.changed' && !asked.has('silent')) send(makeWorkerTasks((params as { worker: WorkerKey }).worker, Date.now()));
      },
    });
    return Promise.resolve(pair.client);
  },
});
