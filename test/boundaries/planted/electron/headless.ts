// plants: nothing
import { wanted } from '#electron/probes/half-used.ts';
process.stdout.write(String(wanted));
