/** The door of the demo room. */
export { type DemoFleet, startDemoFleet, startLoadFleet } from './demo-fleet.ts';
