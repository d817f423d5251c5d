/** Writes docs/spec/checks.md: `node build/catalogue/write-checks.ts`, from anywhere in the repository. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';
import { renderChecks } from './render-checks.ts';

writeFileSync(join(import.meta.dirname, '../../docs/spec/checks.md'), renderChecks(allRules));
