#!/usr/bin/env node
// The command line: runs electron/cli.ts under a Node that is new enough, whatever Node started this.
import { join } from 'node:path';
import { chooseNode, nodeFlags, root, run } from './run-node.mjs';

process.exitCode = await run(chooseNode(), [...nodeFlags, join(root, 'electron/cli.ts'), ...process.argv.slice(2)]);
