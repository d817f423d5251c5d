/** The door of the demo room. */
export { tellPast } from './tell-past.ts';
export { type DemoFleet, startDemoFleet, startLoadFleet } from './demo-fleet.ts';
