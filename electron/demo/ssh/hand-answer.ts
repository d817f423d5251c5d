/**
 * The panel's hand as it arrives on the shell of a simulated Pi: a marker, its program and its request as quoted values,
 * then the line that would run it. The program itself is not run here; the simulated hand answers in its place.
 */
import { fieldsOf, wordOf, type Fields } from '#electron/demo/linux/hand-place.ts';
import type { SimHand } from '#electron/demo/linux/sim-hand.ts';

export type HandReader = {
  /** One line of the script, then of what is told to it. False when it has ended. */
  take(line: string): boolean;
  dispose(): void;
};

const opening = /^FB_MARKER=([0-9a-f]{4,128})$/;

export const isHandOpening = (line: string): boolean => opening.test(line);

export function createHandReader(hand: SimHand, first: string, write: (text: string) => void): HandReader {
  const marker = opening.exec(first)?.[1] ?? '';
  let request: Fields | null = null;
  let isRunning = false;
  let leave: () => void = () => {};
  const say = (value: Fields): void => write(`${marker} ${JSON.stringify(value)}\n`);

  function run(): boolean {
    if (request === null) return false;
    const act = request['mode'] === 'attach' ? hand.act(wordOf(request['op'])) : null;
    if (act === null) { say(hand.answer(request)); return false; }
    say({ attached: true });
    leave = act.attach(Number(request['after']) || 0, say);
    return true;
  }

  return {
    take(line) {
      if (isRunning) {
        if (line.startsWith('{') && request !== null) hand.act(wordOf(request['op']))?.tell(readJson(line));
        return true;
      }
      if (line.startsWith("FLEETBEAT_REQUEST='") && line.endsWith("'")) request = readJson(line.slice(19, -1).replaceAll(String.raw`'\''`, "'"));
      if (!line.startsWith('exec "$fb_python"')) return true;
      isRunning = run();
      return isRunning;
    },
    dispose: () => leave(),
  };
}

function readJson(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}
