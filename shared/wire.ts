/**
 * The message envelope, the same on every link. Plain JSON values only.
 * Client to engine: hello, call, cancel, subscribe, unsubscribe. Engine to client: hello, done, failed, event.
 */
import { z } from 'zod';
import { AppError } from './errors.ts';

/** One contract version; an unequal one is refused in words. Raised with every change of shared/. */
export const protocolVersion = '1';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const id = z.number().int().nonnegative();

export const ToEngine = z.discriminatedUnion('type', [
  /** `token` is empty on links that need none. */
  z.object({ type: z.literal('hello'), version: z.string().max(50), token: z.string().max(500), wantsReadOnly: z.boolean() }),
  z.object({ type: z.literal('call'), id, command: z.string().max(100), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id }),
  z.object({ type: z.literal('subscribe'), id, event: z.string().max(100), params: z.unknown() }),
  z.object({ type: z.literal('unsubscribe'), id }),
]);
export type ToEngine = z.infer<typeof ToEngine>;

/** A `failed` with id 0 answers the hello itself: the link was refused and closes. Calls and subscriptions count from 1. */
export const helloId = 0;

export const ToClient = z.discriminatedUnion('type', [
  /** `resume` is the token for this page's next hello on links that need one: the launch token works once only. */
  z.object({ type: z.literal('hello'), version: z.string(), at: z.number(), isReadOnly: z.boolean(), resume: z.string().nullable() }),
  z.object({ type: z.literal('done'), id, output: z.unknown() }),
  z.object({ type: z.literal('failed'), id, error: AppError }),
  z.object({ type: z.literal('event'), id, payload: z.unknown() }),
]);
export type ToClient = z.infer<typeof ToClient>;

/** A pipe of whole messages. Every link (Electron port, WebSocket, in-memory pair) is this and nothing more. */
export type Link<Out, In> = {
  send(message: Out): void;
  onMessage(listen: (message: In) => void): () => void;
  onClose(listen: () => void): () => void;
  close(): void;
};
export type EngineLink = Link<ToClient, unknown>;
export type ClientLink = Link<ToEngine, unknown>;
