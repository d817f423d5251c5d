/** The sessions of all hops as one: commands go to the last, the loss of any is the loss of all, and so is the end. */
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { AppError } from '#shared/errors.ts';

export function chainSessions(hops: readonly [RemoteSession, ...RemoteSession[]]): RemoteSession {
  const last = hops.at(-1) ?? hops[0];
  if (hops.length === 1) return last;
  return {
    serverVersion: last.serverVersion,
    route: hops.flatMap((hop) => hop.route),
    run: (command, options) => last.run(command, options),
    open: (command, options) => last.open(command, options),
    forward: (to, options) => last.forward(to, options),
    onLost(listen) {
      let hasHeard = false;
      const stops: (() => void)[] = [];
      const once = (cause: AppError): void => { if (hasHeard) return; hasHeard = true; listen(cause); };
      // The nearest hop first: when it goes, those behind it only see a closed stream.
      for (const hop of hops) stops.push(hop.onLost(once));
      return () => { hasHeard = true; for (const stop of stops) stop(); };
    },
    async dispose() { for (const hop of hops.toReversed()) await hop.dispose(); },
  };
}
