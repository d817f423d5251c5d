/**
 * Cuts what a reader sends into messages, however the bytes arrive. Input is Latin-1 text, one character a byte.
 * Never throws; a broken or oversized frame is dropped whole, what comes after it is read again. Spec: SA4, SA8, SA9.
 */
export type Piece = { readonly name: string; readonly argument: string; readonly lines: readonly string[] };
export type Frame = { readonly id: number; readonly uptimeS: number | null; readonly pieces: readonly Piece[] };

export type SamplerMessage =
  | { readonly kind: 'greeting'; readonly variant: 'python' | 'sh'; readonly pid: number; readonly extras: readonly string[]; readonly wasNoisy: boolean }
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'died'; readonly pid: number; readonly startTicks: number }
  /** Bytes of the log follower, as Latin-1, in order and in whatever pieces they came. */
  | { readonly kind: 'carried'; readonly text: string }
  /** The log follower in the reader has ended. */
  | { readonly kind: 'logs-ended' }
  /** A frame or a line was too long and is lost. */
  | { readonly kind: 'dropped' };

export type FrameSplitter = { feed(bytes: string): readonly SamplerMessage[] };

const maxLine = 65_536;
const maxFrame = 1_048_576;
const maxCarried = 2_097_152;

type Open = { id: number; uptimeS: number | null; pieces: { name: string; argument: string; lines: string[] }[]; size: number };
type State = { rest: string; isSkipping: boolean; hasGreeted: boolean; wasNoisy: boolean; open: Open | null; /** Bytes still to come that are not ours to read. */ carried: number };

export function createFrameSplitter(marker: string): FrameSplitter {
  const state: State = { rest: '', isSkipping: false, hasGreeted: false, wasNoisy: false, open: null, carried: 0 };
  return {
    feed(bytes) {
      const messages: SamplerMessage[] = [];
      const text = state.rest === '' ? bytes : state.rest + bytes;
      let from = 0;
      while (from < text.length) {
        if (state.carried > 0) {
          const part = text.slice(from, from + state.carried);
          state.carried -= part.length;
          from += part.length;
          messages.push({ kind: 'carried', text: part });
          continue;
        }
        const end = text.indexOf('\n', from);
        if (end === -1) break;
        if (state.isSkipping) state.isSkipping = false;
        else readLine(state, text.slice(from, end), marker, messages);
        from = end + 1;
      }
      state.rest = text.slice(from);
      if (state.rest.length > maxLine) {
        if (!state.isSkipping && state.hasGreeted) messages.push({ kind: 'dropped' });
        state.isSkipping = true;
        state.rest = '';
        state.open = null;
      }
      return messages;
    },
  };
}

function readLine(state: State, line: string, marker: string, messages: SamplerMessage[]): void {
  if (!state.hasGreeted) {
    readGreeting(state, line, marker, messages);
    return;
  }
  const open = state.open;
  switch (line[0]) {
    case '@':
      state.open = beginFrame(line);
      return;
    case '!':
      if (line === '! logs-ended') messages.push({ kind: 'logs-ended' });
      else readDeath(line, messages);
      return;
    case 'F':
      state.carried = carriedBy(line);
      return;
    case '=':
      if (open !== null) beginPiece(open, line);
      break;
    case '|':
      open?.pieces.at(-1)?.lines.push(line.slice(1));
      break;
    case '.':
      if (open !== null && line === '.') messages.push({ kind: 'frame', frame: { id: open.id, uptimeS: open.uptimeS, pieces: open.pieces } });
      state.open = null;
      return;
    default:
      return;
  }
  if (open === null) return;
  open.size += line.length + 1;
  if (open.size > maxFrame) {
    state.open = null;
    messages.push({ kind: 'dropped' });
  }
}

function readGreeting(state: State, line: string, marker: string, messages: SamplerMessage[]): void {
  // A login's noise may lack its line feed and stand right before the greeting.
  const at = line.indexOf(`fleetbeat-sampler 1 ${marker} `);
  const words = at < 0 ? [] : line.slice(at).trim().split(' ');
  const variant = words[3];
  const pid = Number(words[4]);
  if ((variant !== 'python' && variant !== 'sh') || !Number.isInteger(pid)) {
    if (line.trim() !== '') state.wasNoisy = true;
    return;
  }
  state.hasGreeted = true;
  messages.push({ kind: 'greeting', variant, pid, extras: words.slice(5), wasNoisy: state.wasNoisy || at > 0 });
}

function beginFrame(line: string): Open | null {
  const [, id, uptime] = line.split(' ');
  const number = Number(id);
  if (id === undefined || id === '' || !Number.isSafeInteger(number)) return null;
  const uptimeS = uptime === undefined ? Number.NaN : Number.parseFloat(uptime);
  return { id: number, uptimeS: Number.isFinite(uptimeS) && uptimeS > 0 ? uptimeS : null, pieces: [], size: 0 };
}

function beginPiece(open: Open, line: string): void {
  const blank = line.indexOf(' ');
  const name = blank < 0 ? line.slice(1) : line.slice(1, blank);
  open.pieces.push({ name, argument: blank < 0 ? '' : line.slice(blank + 1), lines: [] });
}

/** A length nobody can mean: the line is as any unknown one. */
function carriedBy(line: string): number {
  const length = Number(/^F (\d{1,7})$/.exec(line)?.[1] ?? 0);
  return length <= maxCarried ? length : 0;
}

function readDeath(line: string, messages: SamplerMessage[]): void {
  const found = /^! died (\d{1,10}) (\d{1,16})$/.exec(line);
  if (found !== null) messages.push({ kind: 'died', pid: Number(found[1]), startTicks: Number(found[2]) });
}
