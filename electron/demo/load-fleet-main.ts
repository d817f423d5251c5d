/** Entry: many identical simulated Pis for measurements. `node electron/demo/load-fleet-main.ts --hosts 200 --workers 8`. */
import { parseArgs } from 'node:util';
import { startLoadFleet } from './demo-fleet.ts';
import { serveFleetProcess } from './serve-fleet-process.ts';

const { values } = parseArgs({ options: { hosts: { type: 'string', default: '200' }, workers: { type: 'string', default: '8' }, children: { type: 'string', default: '1' } } });

function count(text: string, name: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 5000) return value;
  throw new Error(`--${name} wants a whole number up to 5000`);
}

const hosts = count(values.hosts, 'hosts');
const workers = count(values.workers, 'workers');
const children = count(values.children, 'children');
await serveFleetProcess((needs) => startLoadFleet({ ...needs, count: hosts, workersPerHost: workers, childrenPerWorker: children }));
