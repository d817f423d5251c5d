/** The door of the demo room. */
export { type DemoFleet, type FleetNeeds, type LoadNeeds, startDemoFleet, startLoadFleet } from './demo-fleet.ts';
export type { Story } from './story.ts';
