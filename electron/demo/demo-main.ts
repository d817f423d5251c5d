/** Entry: the demo fleet in a process of its own. `node electron/demo/demo-main.ts`; see serve-fleet-process.ts. */
import { startDemoFleet } from './demo-fleet.ts';
import { serveFleetProcess } from './serve-fleet-process.ts';

await serveFleetProcess(startDemoFleet);
