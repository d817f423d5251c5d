/**
 * What the engine hands to the transport: one handler per command, one source per event.
 * Must stay true: a missing handler does not compile; a handler never throws for an expected failure;
 * a source's first emission is the whole state, so that merging later ones loses nothing.
 */
import type { CommandName, Contract, EventName, InputOf, OutputOf, ParamsOf, PayloadOf } from '#shared/contract.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type CallContext = {
  /** Aborted by the caller's cancel, by the command's deadline and by the loss of the link. */
  readonly signal: AbortSignal;
  /** This session may not change the fleet; the dispatcher has already refused `changes-fleet`. */
  readonly isReadOnly: boolean;
};

export type Handler<C extends CommandName> = (input: InputOf<C>, ctx: CallContext) => Promise<Result<OutputOf<C>, AppError>>;

/** Commands that only a desktop shell can serve, such as a file dialog. */
export type DesktopCommand = { [C in CommandName]: Contract['commands'][C] extends { servedBy: 'desktop' } ? C : never }[CommandName];
export type EngineCommand = Exclude<CommandName, DesktopCommand>;

export type Handlers = { readonly [C in EngineCommand]: Handler<C> };
export type DesktopHandlers = { readonly [C in DesktopCommand]: Handler<C> };

export type EventSources = {
  /** Returns the unsubscribe. Emits the whole state first (at once or soon), then changes, and nothing after the unsubscribe. */
  readonly [E in EventName]: (params: ParamsOf<E>, emit: (payload: PayloadOf<E>) => void) => () => void;
};
