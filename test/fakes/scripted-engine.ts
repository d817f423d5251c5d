/**
 * The engine's end of a link, for tests and screenshots of the window: says hello, answers what it is told to, and
 * sends what it is given. Records every call.
 */
import type { CommandName, EventName } from '#shared/contract.ts';
import type { FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import { protocolVersion, ToEngine, type EngineLink } from '#shared/wire.ts';

export type ScriptedEngineNeeds = {
  readonly link: EngineLink;
  readonly snapshot: () => FleetSnapshot;
  readonly at: () => number;
  readonly version?: string;
  readonly isReadOnly?: boolean;
  readonly resume?: string | null;
  /** null: keep the caller waiting. */
  readonly answer?: (command: CommandName, input: unknown) => Result<unknown, AppError> | null;
  readonly onSubscribe?: (event: EventName, params: unknown, send: (payload: unknown) => void) => void;
};

export type ScriptedEngine = {
  readonly heard: readonly ToEngine[];
  /** Sends to every subscriber of the fleet. */
  patch(patch: FleetPatch): void;
  subscriptionCount(event: EventName): number;
};

export function createScriptedEngine(needs: ScriptedEngineNeeds): ScriptedEngine {
  const { link } = needs;
  const heard: ToEngine[] = [];
  const subscriptions = new Map<number, EventName>();

  link.onMessage((raw) => {
    const message = ToEngine.parse(raw);
    heard.push(message);
    switch (message.type) {
      case 'hello': return link.send({ type: 'hello', version: needs.version ?? protocolVersion, at: needs.at(), isReadOnly: needs.isReadOnly ?? false, resume: needs.resume ?? null });
      case 'call': {
        const result = needs.answer?.(message.command as CommandName, message.input) ?? null;
        if (result === null) return;
        return link.send(result.ok ? { type: 'done', id: message.id, output: result.value } : { type: 'failed', id: message.id, error: result.error });
      }
      case 'subscribe': {
        const event = message.event as EventName;
        subscriptions.set(message.id, event);
        if (event === 'fleet.changed') link.send({ type: 'event', id: message.id, payload: { kind: 'snapshot', snapshot: needs.snapshot() } });
        needs.onSubscribe?.(event, message.params, (payload) => { if (subscriptions.has(message.id)) link.send({ type: 'event', id: message.id, payload }); });
        return;
      }
      case 'unsubscribe': return void subscriptions.delete(message.id);
      case 'cancel': return;
    }
  });

  return {
    heard,
    patch(patch) {
      for (const [id, event] of subscriptions) if (event === 'fleet.changed') link.send({ type: 'event', id, payload: { kind: 'patch', patch } });
    },
    subscriptionCount: (event) => [...subscriptions.values()].filter((one) => one === event).length,
  };
}
