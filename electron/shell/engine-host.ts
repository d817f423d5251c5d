/**
 * The engine's process as the desktop sees it: started, asked to end, started again after a mishap, handed to windows.
 * Must stay true: a busy or dead engine never stalls the window; quitting waits for the engine's goodbye, but not for ever.
 */
import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron/main';
import { afterEnd, type Ends } from './core/engine-revival.ts';

export type EngineHost = {
  /** Gives this page a fresh port to the engine. */
  connect(page: WebContents): void;
  end(): Promise<void>;
};

type Needs = {
  readonly entry: string;
  /** The first message: how to run. */
  readonly start: unknown;
  /** Answers what the engine asks of the desktop; null for what is no ask. */
  readonly answer: (message: unknown) => Promise<unknown>;
  readonly pages: () => readonly WebContents[];
  /** The engine ended too often to be started again. */
  readonly onGivenUp: () => void;
};

const goodbyeMs = 8_000;
/** Names are looked up in the engine's pool of threads: four that do not resolve would hold up every other host. */
const lookupThreads = '64';

export function createEngineHost(needs: Needs): EngineHost {
  let ends: Ends = [];
  let isEnding = false;
  let child = launch();

  function launch(): UtilityProcess {
    const started = utilityProcess.fork(needs.entry, [], { serviceName: 'Fleetbeat engine', stdio: 'inherit', env: { UV_THREADPOOL_SIZE: lookupThreads, MALLOC_ARENA_MAX: '2', ...process.env } });
    started.on('message', (message: unknown) => {
      void needs.answer(message).then((answer) => { if (answer !== null) started.postMessage(answer); });
    });
    started.once('exit', () => {
      if (isEnding) return;
      const decided = afterEnd(ends, Date.now());
      ends = decided.ends;
      if (!decided.isRevived) return needs.onGivenUp();
      child = launch();
      for (const page of needs.pages()) connect(page);
    });
    started.postMessage(needs.start);
    return started;
  }

  function connect(page: WebContents): void {
    const { port1, port2 } = new MessageChannelMain();
    child.postMessage({ kind: 'window' }, [port1]);
    page.postMessage('engine-port', null, [port2]);
  }

  return {
    connect,
    end() {
      isEnding = true;
      return new Promise((resolve) => {
        const impatience = setTimeout(() => void child.kill(), goodbyeMs);
        child.once('exit', () => {
          clearTimeout(impatience);
          resolve();
        });
        child.postMessage({ kind: 'end' });
      });
    },
  };
}
