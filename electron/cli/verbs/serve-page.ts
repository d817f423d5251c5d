/** `fleetbeat serve` and `fleetbeat demo`: the page on 127.0.0.1 until Ctrl-C. Enter prints a link for another window. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { CliContext } from '#electron/cli/cli-context.ts';
import { word } from '#electron/cli/core/cli-words.ts';
import { openerOf } from '#electron/cli/core/opener.ts';
import { reportSchema } from '#electron/cli/core/json-report.ts';
import type { EngineSource } from '#electron/cli/open-engine.ts';
import { serve } from '#electron/headless.ts';

export type ServePageOptions = { readonly port: number; readonly readOnly?: true; readonly open?: true; readonly json?: true; readonly demo?: true; readonly fleet?: string; readonly metrics?: true };

export async function servePage(context: CliContext, options: ServePageOptions): Promise<number> {
  const source: EngineSource = options.demo ? { from: 'demo' } : options.fleet === undefined ? { from: 'settings' } : { from: 'file', path: options.fleet };
  const serving = await serve({
    source, port: options.port, isReadOnly: options.readOnly === true, home: context.home, pageFolder: context.pageFolder, version: context.version,
    checkOutput: process.env['FLEETBEAT_CHECK'] === '1', metrics: options.metrics === true ? { token: process.env['FLEETBEAT_METRICS_TOKEN'] || null } : null,
  });
  if (!serving.ok) return context.fail(serving.error);
  const { issueUrl, setAside, dispose, port } = serving.value;
  if (setAside !== null) context.err.write(`${word('setAside', context.language)} ${setAside}\n`);
  const url = issueUrl();
  const isTerminal = context.input.isTTY === true && context.out.isTTY === true;
  if (options.json) context.out.write(`${JSON.stringify({ schema: reportSchema, url, port, readOnly: options.readOnly === true, demo: options.demo === true })}\n`);
  else context.out.write(`${word('serving', context.language)} ${url}\n${isTerminal ? `${word('oneWindow', context.language)}\n` : ''}`);
  if (options.open) openInBrowser(issueUrl());
  const lines = isTerminal && !options.json ? createInterface({ input: context.input }).on('line', () => context.out.write(`${issueUrl()}\n`)) : null;
  await new Promise<void>((resolve) => {
    if (context.ending.aborted) resolve();
    else context.ending.addEventListener('abort', () => resolve(), { once: true });
  });
  lines?.close();
  await dispose();
  return 0;
}

/** The link carries a token: it goes to the opener as one argument, never through a shell. */
function openInBrowser(url: string): void {
  const opener = openerOf(process.platform, url);
  spawn(opener.command, opener.args, { stdio: 'ignore', detached: true }).on('error', () => undefined).unref();
}
