/**
 * What is said to the hand on a host (electron/pi/hand.py): questions, and plans that it carries out alone once begun.
 * Must stay true: everything is data, in JSON; nothing here becomes a word of a shell. Spec: docs/spec/supervision.md.
 */
import type { StepWord } from '#shared/domain/operation.ts';

export type ProcessRef = { readonly pid: number; readonly startTicks: number };
export type Guard = ProcessRef & { readonly boot: string };
export type SignalName = 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

/** A question about one worker. All fields but the key are optional: what is named is looked at. */
export type LookAsk = {
  readonly key: string;
  readonly pid?: number;
  readonly startTicks?: number;
  readonly unit?: string;
  /** The user whose manager holds the unit; null: the system's. */
  readonly scope?: number | null;
  /** `group:name` at a supervisord. */
  readonly program?: string;
  readonly url?: string;
  readonly container?: string;
  /** A supervisor's control socket, and what to say to it. */
  readonly socket?: string;
  readonly send?: unknown;
  readonly supervisor?: ProcessRef;
  readonly lock?: string;
  /** Bring argv, environment, folder and limits, to start the same program again later. */
  readonly wantsCapture?: boolean;
};
export type LookRequest = { readonly mode: 'look'; readonly wantsSudo: boolean; readonly asks: readonly LookAsk[] };

export type HandAct =
  | { readonly do: 'systemctl'; readonly arguments: readonly string[]; readonly scope: number | null; readonly sudo: boolean; readonly seconds: number }
  | { readonly do: 'exec'; readonly argv: readonly string[]; readonly asUid?: number; readonly seconds: number; readonly fineCodes?: readonly number[] }
  | { readonly do: 'docker'; readonly arguments: readonly string[]; readonly seconds: number }
  /** `fine`: fault codes of supervisord that mean "it is so already". */
  | { readonly do: 'supervisord'; readonly url: string; readonly program: string; readonly method: 'startProcess' | 'stopProcess'; readonly fine: readonly number[] }
  /** One line of JSON to a unix socket, one back; `{"ok": false}` or an `error` in it is a refusal. */
  | { readonly do: 'socket'; readonly path: string; readonly send: unknown; readonly seconds: number }
  | ({ readonly do: 'signal'; readonly signal: SignalName } & Guard)
  | ({ readonly do: 'capture'; readonly as: string } & ProcessRef)
  /** `captured`: from an earlier look; else what a `capture` of this plan brought under `from`. */
  | { readonly do: 'spawn'; readonly from: string; readonly captured: unknown }
  | ({ readonly do: 'wait-gone'; readonly seconds: number } & ProcessRef);

/** How a signal reaches the main process alone. */
export type SignalWay =
  | { readonly by: 'direct' }
  | { readonly by: 'systemd'; readonly unit: string; readonly scope: number | null; readonly sudo: boolean }
  | { readonly by: 'supervisord'; readonly url: string; readonly program: string }
  /** `inner`: the pid inside the container; 1 is reached by Docker itself, another by the Python in there. */
  | { readonly by: 'docker'; readonly container: string; readonly inner: number };

/** How the backend is asked what runs now. */
export type StatusWay =
  | { readonly by: 'systemd'; readonly unit: string; readonly scope: number | null }
  | { readonly by: 'supervisord'; readonly url: string; readonly program: string }
  | { readonly by: 'docker'; readonly container: string }
  /** Output in which the first group of the pattern is the pid. */
  | { readonly by: 'exec'; readonly argv: readonly string[]; readonly pattern: string; readonly asUid?: number }
  /** `pidAt`: keys and indexes down to the pid in the answer. */
  | { readonly by: 'socket'; readonly path: string; readonly send: unknown; readonly pidAt: readonly (string | number)[] }
  /** The process that a `spawn` of this plan made; before that, `guard` or the plan's own. */
  | { readonly by: 'spawned'; readonly guard?: ProcessRef };

export type LadderStep = { readonly step: 'warm-stop' | 'cold-stop' | 'kill'; readonly signal: SignalName; readonly seconds: number; readonly asks: boolean };

export type HandPhase =
  /** `alone`: what is done when the panel is gone: a warm stop loses nothing, so the plan goes on; without one it ends. */
  | { readonly do: 'wait-go'; readonly seconds: number; readonly alone: 'go' | 'cancel' }
  /** `idle`: the backend's own stop in place of the first rung, once the panel has said that the worker's hands are empty; null: none that does better than a signal. */
  | { readonly do: 'ladder'; readonly rungs: readonly LadderStep[]; readonly hold: readonly HandAct[]; readonly idle: Extract<HandAct, { do: 'supervisord' }> | null }
  /** `unlessBackS`: left out when the backend has brought a new process by itself within so many seconds. */
  | { readonly do: 'acts'; readonly step: StepWord; readonly acts: readonly HandAct[]; readonly seconds: number; readonly unlessBackS: number; readonly detail: string }
  | { readonly do: 'await'; readonly want: 'running' | 'stopped'; readonly seconds: number; readonly settleS: number };

export type HandPlan = {
  readonly mode: 'act';
  readonly op: string;
  readonly who: string;
  readonly locks: readonly string[];
  /** The hand gives up, and frees its locks, after this. */
  readonly expiresS: number;
  /** The process that was shown; null: none is expected to run. */
  readonly guard: Guard | null;
  readonly signalBy: SignalWay;
  readonly status: StatusWay;
  readonly phases: readonly HandPhase[];
  /** Done after a failure, so that nothing of ours stays frozen. */
  readonly release: readonly HandAct[];
};

export type HandRequest = LookRequest | HandPlan | { readonly mode: 'attach'; readonly op: string; readonly after: number } | ({ readonly mode: 'signal'; readonly signal: SignalName } & Guard);
