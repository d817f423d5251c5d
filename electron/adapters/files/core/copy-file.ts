/** The text of a saved copy and of its progress, written and judged by schema. Pure. */
import { z } from 'zod';
import { BrokerId } from '#shared/domain/ids.ts';
import { CopyId, MoveOutcome, SavedCopy, UndoOutcome } from '#shared/domain/unacked.ts';

type Bytes = Uint8Array;

const Line = z.object({
  tag: z.string().max(300), task: z.string().nullable(), name: z.string().nullable(), raw: z.base64(), score: z.string().max(60).nullable(),
  element: z.base64(), queue: z.string().max(600), key: z.string().max(1000), side: z.enum(['L', 'R']), home: z.string().max(1000).nullable(),
});
const CopyFile = z.object({
  format: z.literal('fleetbeat-messages-1'), id: CopyId, broker: BrokerId, brokerLabel: z.string(), at: z.number(), why: SavedCopy.shape.why, action: z.string(), messages: z.array(Line).max(2000),
});
const ProgressFile = z.object({ outcomes: z.record(z.string(), z.union([MoveOutcome, UndoOutcome])), state: SavedCopy.shape.state });

type Kept = z.infer<typeof CopyFile>;
/** As the port has it, with bytes in place of base64. */
type MessageCopy = Omit<Kept, 'format' | 'messages'> & { readonly messages: readonly (Omit<z.infer<typeof Line>, 'raw' | 'element'> & { readonly raw: Bytes; readonly element: Bytes })[] };
type CopyProgress = z.infer<typeof ProgressFile>;

export function writeCopy(copy: MessageCopy, toBase64: (bytes: Uint8Array) => string): string {
  const messages = copy.messages.map((message) => ({ ...message, raw: toBase64(message.raw), element: toBase64(message.element) }));
  return JSON.stringify({ format: 'fleetbeat-messages-1', ...copy, messages }, null, 1);
}

export function parseCopy(text: string, fromBase64: (text: string) => Uint8Array): MessageCopy | null {
  const read = CopyFile.safeParse(parse(text));
  if (!read.success) return null;
  const { messages, format: _format, ...rest } = read.data;
  return { ...rest, messages: messages.map((message) => ({ ...message, raw: fromBase64(message.raw), element: fromBase64(message.element) })) };
}

export function parseProgress(text: string): CopyProgress | null {
  const read = ProgressFile.safeParse(parse(text));
  return read.success ? read.data : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
