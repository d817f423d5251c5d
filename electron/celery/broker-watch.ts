/**
 * Watches one broker and talks to the workers behind it. (Door type of the room; built by create-broker-watch.ts.)
 */
import type { ControlAction, ControlReceipt } from '#shared/domain/control.ts';
import type { TaskList } from '#shared/domain/task.ts';
import type { BrokerSession } from '#electron/ports/message-broker.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import type { RedisAnswer } from '#electron/ports/message-broker.ts';
import type { BrokerNaming } from './core/broker-names.ts';
import type { BrokerObservation } from './core/broker-observation.ts';
import type { NodeRead } from './core/encode-control.ts';
import type { RedisLook } from './core/redis-look.ts';
import type { JsonValue } from './core/tolerant-json.ts';

export type TasksOfNode = { readonly active: TaskList; readonly reserved: TaskList; readonly scheduled: TaskList };

/** A session of one's own to the same Redis, and how names are built there. Whoever opens it disposes of it. */
export type SideVisit = { readonly session: BrokerSession; readonly naming: BrokerNaming; readonly label: string };

export type BrokerWatch = {
  onObservation(listen: (seen: BrokerObservation) => void): () => void;
  /** One control command to one node by its exact name. Never broadcast, never repeated by itself. */
  control(node: string, action: ControlAction, signal: AbortSignal): Promise<Result<Omit<ControlReceipt, 'worker'>, AppError>>;
  registeredTasks(node: string, signal: AbortSignal): Promise<Result<readonly string[], AppError>>;
  /** Settings as the worker reports them, secrets masked, values as text. */
  configuration(node: string, signal: AbortSignal): Promise<Result<readonly { name: string; value: string }[], AppError>>;
  tasks(node: string, signal: AbortSignal): Promise<Result<TasksOfNode, AppError>>;
  open(signal: AbortSignal): Promise<Result<SideVisit, AppError>>;
  /** Read-only commands of a closed list in one pipeline, one answer each; and the names in use on this broker. */
  look(commands: readonly RedisLook[], signal: AbortSignal): Promise<Result<{ readonly answers: readonly RedisAnswer[]; readonly tookMs: number }, AppError>>;
  /** null while not connected. */
  naming(): BrokerNaming | null;
  hasPassword(): boolean;
  /** One read to one node, its reply as it came. */
  read(node: string, what: NodeRead, signal: AbortSignal): Promise<Result<{ readonly value: JsonValue; readonly tookMs: number }, AppError>>;
  /** Ping round now (a death or a start was seen). */
  askNow(): void;
  retryNow(): void;
  /** Removes our reply keys and bindings, then closes. */
  dispose(): Promise<void>;
};
