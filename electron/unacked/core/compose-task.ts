/**
 * A task message as Celery 5 writes it (protocol 2), for a task of which the arguments are known whole but the message is
 * gone. Arguments are JSON texts and go in as they are: no number is rounded.
 * Must stay true: everything a worker needs so as not to stumble is there; its callbacks and its chain are not known and not invented.
 */
import type { TaskId } from '#shared/domain/ids.ts';
import type { ByteText } from './read-message.ts';

export type KnownTask = { readonly id: TaskId; readonly name: string; readonly args: string; readonly kwargs: string; readonly queue: string };

export function composeTask(task: KnownTask, tag: string, bytes: ByteText): string {
  // one byte a character, as everywhere here; Python's own JSON is ASCII
  const ascii = (text: string): string => text.replaceAll(/[\u007f-\uffff]/g, (one) => String.raw`\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const body = bytes.toBase64(ascii(`[${task.args}, ${task.kwargs}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]`));
  return ascii(JSON.stringify({
    body, 'content-encoding': 'utf-8', 'content-type': 'application/json',
    headers: {
      lang: 'py', task: task.name, id: task.id, shadow: null, eta: null, expires: null, group: null, group_index: null, retries: 0, timelimit: [null, null],
      root_id: task.id, parent_id: null, argsrepr: task.args.slice(0, 300), kwargsrepr: task.kwargs.slice(0, 300), origin: 'fleetbeat', ignore_result: false,
    },
    properties: { correlation_id: task.id, delivery_mode: 2, delivery_info: { exchange: '', routing_key: task.queue }, priority: 0, body_encoding: 'base64', delivery_tag: tag },
  }));
}
