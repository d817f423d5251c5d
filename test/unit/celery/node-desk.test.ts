import { describe, expect, it } from 'vitest';
import type { BrokerObservation } from '#electron/celery/core/broker-observation.ts';
import type { JsonValue } from '#electron/celery/core/tolerant-json.ts';
import { createNodeDesk } from '#electron/celery/node-desk.ts';
import type { ReplyBox } from '#electron/celery/reply-box.ts';
import { ok } from '#shared/result.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

const node = 'solo@pi1';
const never = new AbortController().signal;

/** A worker that answers these questions and is silent to all others. */
function deskOf(answers: { readonly [question: string]: JsonValue }): { readonly seen: BrokerObservation[]; readonly desk: ReturnType<typeof createNodeDesk> } {
  const seen: BrokerObservation[] = [];
  const box: ReplyBox = {
    ask: async (command) => {
      const value = 'read' in command ? answers[command.read] : undefined;
      return ok({ replies: value === undefined ? [] : [{ node, value, tookMs: 5 }], receivers: 1, waitedMs: 4000, cutBy: null });
    },
    dispose: async () => undefined,
  };
  return { seen, desk: createNodeDesk({ clock: createManualClock().clock, emit: (one) => void seen.push(one), box: () => box, whyNot: () => ({ code: 'link-lost' }) }) };
}

describe('CE-24 what a worker did not answer', () => {
  it('CE-24 tells no figures and is no sign of life: a worker that hangs does not look well because it was asked', async () => {
    const { seen, desk } = deskOf({});
    expect(await desk.tasks(node, never)).toMatchObject({ ok: false, error: { code: 'no-reply', workers: [node] } });
    expect(seen).toEqual([]);
  });

  it('CE-24 one answered list of three is told, the others as not known', async () => {
    const { seen, desk } = deskOf({ reserved: [] });
    expect(await desk.tasks(node, never)).toMatchObject({ ok: false, error: { code: 'no-reply' } });
    expect(seen).toMatchObject([{ kind: 'task-counts', node, active: null, reserved: 0, scheduled: null }]);
  });

  it('CE-24 a refusal is an answer', async () => {
    const { seen, desk } = deskOf({ active: { error: 'not now' } });
    expect(await desk.tasks(node, never)).toMatchObject({ ok: false, error: { code: 'worker-refused', message: 'not now' } });
    expect(seen).toMatchObject([{ kind: 'task-counts', node, active: null, reserved: null, scheduled: null }]);
  });
});
