#!/usr/bin/env node
// The command line: runs electron/cli.ts under a Node that is new enough, whatever Node started this.
import { join } from 'node:path';
import { chooseNode, nodeFlags, root, run } from './run-node.mjs';

// What was compiled once is not compiled again: half the processor time of a short verb. It stands beside the sources, whose
// owner alone may write it; what lasts (`serve`, `watch`) does without, as it would hold it in memory.
if (!['serve', 'watch'].includes(process.argv[2] ?? '')) process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/fleetbeat-compiled');

process.exitCode = await run(chooseNode(), [...nodeFlags, join(root, 'electron/cli.ts'), ...process.argv.slice(2)]);
