/** Begins an act in the store given and waits to be killed; for the test that kills it. Arguments: the folder. */
import { journalIn } from './journal-kit.ts';

const { journal } = journalIn(process.argv[2] ?? '');
await journal.start();
const opened = await journal.record({ kind: 'restart', target: { workerName: 'w1@pi3' }, before: [{ name: 'pid', value: 4711 }] });
process.stdout.write(opened.ok ? `begun ${opened.value.id}\n` : `failed ${opened.error.code}\n`);
setInterval(() => undefined, 60_000);
