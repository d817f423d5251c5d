/** The week before of each Pi of the demo: sizes join the stories' own, so that past and present meet. Data only. */
import type { VerdictKind, VerdictReason } from '#shared/domain/worker.ts';

type Judged = readonly [VerdictKind, VerdictReason];
export type WorkerPast = {
  readonly node: string;
  readonly mainMb: number;
  /** Children together. */
  readonly childMb: number;
  /** `leak`: grows for the whole life and ends now. `saw`: grows and is recycled, again and again. */
  readonly leak: { readonly kind: 'leak' | 'saw'; readonly mbPerHour: number; readonly lifeHours: number } | null;
  /** Percent of one core at the busiest. */
  readonly cpu: number;
  readonly perMinute: number;
  /** Median; null where task events are off. */
  readonly runtimeS: number | null;
  readonly rests: { readonly busy: Judged; readonly quiet: Judged };
  readonly falls: readonly { readonly hoursAgo: number; readonly backAfterS: number }[];
};
export type HostPast = { readonly memoryMb: number; readonly restMb: number; readonly idleC: number; readonly workers: readonly WorkerPast[] };

const usual: WorkerPast['rests'] = { busy: ['working', 'tasks-active'], quiet: ['idle', 'waiting-for-work'] };
const solo: WorkerPast['rests'] = { busy: ['busy', 'solo-in-task'], quiet: ['idle', 'waiting-for-work'] };

const worker = (node: string, own: Partial<WorkerPast>): WorkerPast => ({ node, mainMb: 51, childMb: 58, leak: null, cpu: 20, perMinute: 6, runtimeS: null, rests: usual, falls: [], ...own });

export const pasts: Readonly<Record<string, HostPast>> = {
  'pi-atelier': { memoryMb: 3793, restMb: 620, idleC: 47, workers: [
    worker('photos@pi-atelier', { childMb: 205, cpu: 180, perMinute: 78, runtimeS: 1.4 }), worker('courrier@pi-atelier', { childMb: 116, cpu: 4, perMinute: 2.5 }), worker('rapports@pi-atelier', { falls: [] }),
  ] },
  'pi-fuite': { memoryMb: 3793, restMb: 700, idleC: 49, workers: [
    worker('analyse@pi-fuite', { childMb: 162, cpu: 170, perMinute: 52, leak: { kind: 'saw', mbPerHour: 9000, lifeHours: 0.06 }, falls: [{ hoursAgo: 31, backAfterS: 6 }, { hoursAgo: 74, backAfterS: 6 }] }),
  ] },
  'pi-video': { memoryMb: 8063, restMb: 760, idleC: 51, workers: [
    worker('encodage@pi-video', { mainMb: 145, childMb: 0, cpu: 99, perMinute: 0.3, rests: solo }),
    worker('vignettes@pi-video', { mainMb: 94, childMb: 0, cpu: 40, perMinute: 3, rests: solo, falls: [1.4, 3.2, 9.5, 22, 47, 68, 101, 150].map((hoursAgo) => ({ hoursAgo, backAfterS: 12 })) }),
  ] },
  'pi-entrepot': { memoryMb: 3793, restMb: 560, idleC: 46, workers: [worker('stock@pi-entrepot', { mainMb: 52, childMb: 0, rests: solo }), worker('etiquettes@pi-entrepot', { childMb: 116, cpu: 35, perMinute: 9 }), worker('inventaire@pi-entrepot', { childMb: 116, cpu: 30 })] },
  'pi-garage': { memoryMb: 909, restMb: 300, idleC: 44, workers: [worker('portail@pi-garage', { cpu: 3, perMinute: 1 })] },
  'pi-chaud': { memoryMb: 909, restMb: 107, idleC: 70, workers: [
    worker('capteurs@pi-chaud', { childMb: 116, cpu: 12, perMinute: 15 }), worker('sauvegarde@pi-chaud', { cpu: 18, perMinute: 0.5 }),
    worker('meteo@pi-chaud', { childMb: 225, cpu: 80, perMinute: 11.5, leak: { kind: 'leak', mbPerHour: 9.6, lifeHours: 17.3 }, falls: [{ hoursAgo: 17.3, backAfterS: 6 }, { hoursAgo: 34.6, backAfterS: 6 }, { hoursAgo: 51.9, backAfterS: 6 }] }),
  ] },
  'pi-serre': { memoryMb: 427, restMb: 170, idleC: 45, workers: [worker('serre-du-fond-de-la-vallée-aux-orangers-et-aux-citronniers@pi-serre', { mainMb: 60, childMb: 0, cpu: 8, perMinute: 5 })] },
};
