/** The door of the fleet file: read one, write one. */
export { parseFleetFile } from './core/parse-fleet-file.ts';
export { writeFleetFile } from './core/write-fleet-file.ts';
