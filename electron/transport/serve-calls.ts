/**
 * The calls of one link: looked up by own key, validated, timed, cancellable, answered exactly once.
 * A bug in a handler becomes `internal` with a reference; its text stays in the log.
 */
import { commonErrors, contract, type CommandName, type CommandSpec } from '#shared/contract.ts';
import type { AppError } from '#shared/errors.ts';
import { err, type Result } from '#shared/result.ts';
import type { ToClient } from '#shared/wire.ts';
import { describeIssue } from './core/describe-issue.ts';
import type { DispatchNeeds, Session } from './dispatch.ts';
import type { CallContext } from './handlers.ts';

type Needs = DispatchNeeds & { readonly send: (message: ToClient) => void; readonly session: () => Session | null };
type AnyHandler = (input: unknown, ctx: CallContext) => Promise<Result<unknown, AppError>>;
type Running = { readonly abort: AbortController; readonly deadline: Disposable };

/** A page has a handful in flight; hundreds are a loop gone wild. */
export const maxCallsInFlight = 200;

export type CallDesk = {
  call(id: number, command: string, input: unknown): void;
  cancel(id: number): void;
  dispose(): void;
};

export function createCallDesk(needs: Needs): CallDesk {
  const running = new Map<number, Running>();

  /** Answers once: whoever takes the entry out of the map speaks; the others find nothing. */
  function settle(id: number, mine: Running, message: ToClient): void {
    if (running.get(id) !== mine) return;
    running.delete(id);
    mine.deadline[Symbol.dispose]();
    needs.send(message);
  }

  function stop(id: number, mine: Running, error: AppError): void {
    settle(id, mine, { type: 'failed', id, error });
    mine.abort.abort(new DOMException(error.code, 'AbortError'));
  }

  function call(id: number, command: string, rawInput: unknown): void {
    const refuse = (error: AppError): void => needs.send({ type: 'failed', id, error });
    if (running.has(id)) return refuse({ code: 'invalid-input', where: 'id', problem: 'already in use' });
    if (running.size >= maxCallsInFlight) return refuse({ code: 'invalid-input', where: 'id', problem: 'too many calls in flight' });
    const found = findCommand(command, needs);
    if (!found.ok) return refuse(found.error);
    const { name, spec, handler } = found.value;
    const input = spec.input.safeParse(rawInput);
    if (!input.success) return refuse({ code: 'invalid-input', ...describeIssue(input.error.issues) });
    const isReadOnly = needs.session()?.isReadOnly !== false || (spec.effect === 'changes-fleet' && needs.isPanelReadOnly());
    if (isReadOnly && spec.effect === 'changes-fleet') return refuse({ code: 'read-only' });
    const abort = new AbortController();
    const deadline = needs.timers.after(spec.deadlineMs, () => stop(id, mine, { code: 'deadline-passed', waitedMs: spec.deadlineMs }));
    const mine: Running = { abort, deadline };
    running.set(id, mine);
    void answer(name, spec, () => handler(input.data, { signal: abort.signal, isReadOnly }), needs).then((outcome) =>
      settle(id, mine, outcome.ok ? { type: 'done', id, output: outcome.value } : { type: 'failed', id, error: outcome.error }),
    );
  }

  return {
    call,
    cancel(id) {
      const mine = running.get(id);
      if (mine !== undefined) stop(id, mine, { code: 'cancelled' });
    },
    dispose() {
      const left = [...running.values()];
      running.clear();
      for (const { abort, deadline } of left) {
        deadline[Symbol.dispose]();
        abort.abort(new DOMException('link-lost', 'AbortError'));
      }
    },
  };
}

type Found = { readonly name: CommandName; readonly spec: CommandSpec; readonly handler: AnyHandler };

function findCommand(command: string, needs: DispatchNeeds): Result<Found, AppError> {
  if (!Object.hasOwn(contract.commands, command)) return err({ code: 'invalid-input', where: 'command', problem: 'no such command' });
  const name = command as CommandName;
  const spec: CommandSpec = contract.commands[name];
  if (spec.servedBy === 'desktop' && needs.desktop === null) return err({ code: 'not-served-here', by: 'desktop' });
  const handlers: Record<string, unknown> = { ...needs.handlers, ...needs.desktop };
  return { ok: true, value: { name, spec, handler: handlers[name] as AnyHandler } };
}

/** Never rejects: what a handler throws is a bug, logged here and quoted by reference. */
async function answer(name: CommandName, spec: CommandSpec, run: () => Promise<Result<unknown, AppError>>, needs: DispatchNeeds): Promise<Result<unknown, AppError>> {
  try {
    const outcome = await run();
    if (!needs.checkOutput) return outcome;
    if (outcome.ok) {
      spec.output.parse(outcome.value);
      return outcome;
    }
    const listed: readonly string[] = [...spec.errors, ...commonErrors];
    if (!listed.includes(outcome.error.code)) throw new Error(`${name} ended in ${outcome.error.code}, which its contract does not list`);
    return outcome;
  } catch (error) {
    return err({ code: 'internal', reference: needs.log.bug(error, name) });
  }
}
