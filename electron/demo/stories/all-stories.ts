/** Every story of the demo, in the order in which a newcomer meets them. Adding one touches this list and its file. */
import type { Story } from '#electron/demo/story.ts';
import { piAtelier } from './pi-atelier.ts';
import { piChaud } from './pi-chaud.ts';
import { piEntrepot } from './pi-entrepot.ts';
import { piFuite } from './pi-fuite.ts';
import { piGarage } from './pi-garage.ts';
import { piSerre } from './pi-serre.ts';
import { piVideo } from './pi-video.ts';

export const allStories: readonly Story[] = [piAtelier, piFuite, piVideo, piEntrepot, piGarage, piChaud, piSerre];
