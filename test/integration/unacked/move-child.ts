/** Gives messages back until it is killed; for the test that kills it. Arguments: URL, folder, tags as JSON. Says `saved` once the copy is on the disk. */
import { broker, never, openBench } from './bench-kit.ts';

const [, , url = '', folder = '', tags = '[]'] = process.argv;
const bench = openBench(url, { folder });
bench.stand('doomed@lab', 'ended');
await bench.ready();
process.stdout.write('ready\n');
const given = await bench.desk.giveBack({ broker, tags: JSON.parse(tags), consents: ['holder-unknown', 'runs-twice', 'queue-unknown'] }, never);
process.stdout.write(given.ok ? `done ${given.value.messages.map(({ outcome }) => outcome).join(',')}\n` : `failed ${JSON.stringify(given.error)}\n`);
await bench[Symbol.asyncDispose]();
