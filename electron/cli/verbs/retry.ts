/** `fleetbeat retry`: sends one task again from its original message: taken (`--tag`), saved (`--copy ID --tag`), or recorded as stuck (`--record HOST RECORD`). */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { canAsk, confirm } from '#electron/cli/confirm.ts';
import { actWord } from '#electron/cli/core/act-words.ts';
import { cleanText } from '#electron/cli/core/clean-text.ts';
import { openToAct, type ActOptions } from '#electron/cli/open-to-act.ts';
import type { Engine } from '#electron/engine-needs.ts';
import { CopyId, DeliveryTag, MessageConsent, type RetrySource } from '#shared/domain/unacked.ts';
import { complain, writeJson } from './act.ts';
import { brokerOf } from './unacked.ts';

export type RetryOptions = ActOptions & { readonly broker?: string; readonly tag?: string; readonly copy?: string; readonly dead?: string; readonly record?: string; readonly onHost?: string; readonly queue?: string; readonly sameId?: true; readonly agree?: readonly string[] };

export async function retry(context: CliContext, options: RetryOptions): Promise<number> {
  if (!options.yes && !options.dryRun && !canAsk(context)) return complain(context, actWord('needsYes', context.language));
  const consents = (options.agree ?? []).map((text) => MessageConsent.safeParse(text));
  if (consents.some(({ success }) => !success)) return complain(context, `--agree ${MessageConsent.options.join(' | ')}`);
  const opened = await openToAct(context, options);
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  try {
    const from = sourceOf(context, engine, options);
    if (typeof from === 'number') return from;
    const what = `retry ${Object.values(from).map((part) => cleanText(part)).join(' ')}`;
    if (options.dryRun) {
      if (options.json) writeJson(context, { dryRun: true, from, report: null });
      else context.out.write(`${actWord('willDo', context.language)}: ${what}\n`);
      return 0;
    }
    if (!options.yes && !(await confirm(context, `${what}. ${actWord('sure', context.language)}`))) return complain(context, actWord('declined', context.language));
    const sent = await engine.handlers['tasks.retry']({ from, queue: options.queue ?? null, newId: options.sameId !== true, consents: consents.flatMap(({ data }) => data ?? []) }, { signal: context.ending, isReadOnly: false });
    if (!sent.ok) return context.fail(sent.error);
    if (options.json) writeJson(context, { dryRun: false, from, report: sent.value });
    else context.out.write(`${cleanText(sent.value.was)}: ${actWord('retried', context.language)} ${cleanText(sent.value.task)} (${cleanText(sent.value.queue)})\n`);
    return 0;
  } finally {
    await dispose();
  }
}

function sourceOf(context: CliContext, engine: Engine, options: RetryOptions): RetrySource | number {
  if (options.record !== undefined) {
    const host = engine.snapshot().hosts.find(({ config }) => config.name === options.onHost);
    return host === undefined ? context.fail({ code: 'no-such-host', names: [options.onHost ?? ''] }) : { kind: 'stuck', host: host.id, record: options.record };
  }
  if (options.tag === undefined) return complain(context, '--tag TAG | --copy COPY --tag TAG | --dead QUEUE --tag TAG | --record RECORD --on-host HOST');
  const tag = DeliveryTag.parse(options.tag);
  if (options.copy !== undefined) return { kind: 'copy', copy: CopyId.parse(options.copy), tag };
  const broker = brokerOf(context, engine, options.broker);
  if (typeof broker === 'number') return broker;
  return options.dead === undefined ? { kind: 'unacked', broker: broker.id, tag } : { kind: 'dead', broker: broker.id, queue: options.dead, tag };
}
