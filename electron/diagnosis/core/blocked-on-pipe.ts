/**
 * A process that sleeps in the writing of a full pipe at both looks of the round, without a tick of CPU between.
 * Trap: a burst of lines fills a pipe for a moment; then the ticks move on.
 */
import type { OneProcess } from './evidence-process.ts';
import { isHad } from './judging.ts';

export function isPipeBlocked(one: OneProcess): boolean {
  if (!isHad(one.wchan) || !isHad(one.stat) || !/(^|_)pipe_write$/.test(one.wchan.value)) return false;
  const { first, second } = one.stat.value;
  const isStill = first.userTicks + first.systemTicks === second.userTicks + second.systemTicks;
  const writesToPipe = !isHad(one.fds) || one.fds.value.standard.slice(1, 3).some((end) => end !== null && end.startsWith('pipe:'));
  return isStill && second.state === 'S' && first.state === 'S' && writesToPipe;
}
