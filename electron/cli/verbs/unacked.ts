/**
 * `fleetbeat unacked`: messages taken and not acknowledged, with who holds them; `--give-back` or `--set-aside` moves those
 * named by --tag, or all whose holder is proven dead; `--undo COPY` takes a move back.
 */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { canAsk, confirm } from '#electron/cli/confirm.ts';
import { actWord, outcomeWord } from '#electron/cli/core/act-words.ts';
import { cleanText } from '#electron/cli/core/clean-text.ts';
import { drawTable } from '#electron/cli/core/draw-table.ts';
import { formatDuration } from '#electron/cli/core/format-figures.ts';
import { isoTime } from '#electron/cli/core/iso-time.ts';
import { openToAct, type ActOptions } from '#electron/cli/open-to-act.ts';
import type { Engine } from '#electron/engine-needs.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import { CopyId, DeliveryTag, MessageConsent, type UnackedMessage } from '#shared/domain/unacked.ts';
import { complain, writeJson } from './act.ts';

export type UnackedOptions = ActOptions & { readonly broker?: string; readonly giveBack?: true; readonly setAside?: true; readonly undo?: string; readonly tag?: readonly string[]; readonly orphaned?: true; readonly agree?: readonly string[]; readonly limit: number };

export async function unacked(context: CliContext, options: UnackedOptions): Promise<number> {
  const changes = options.giveBack === true || options.setAside === true || options.undo !== undefined;
  if (changes && !options.yes && !options.dryRun && !canAsk(context)) return complain(context, actWord('needsYes', context.language));
  const opened = await openToAct(context, options);
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  try {
    if (options.undo !== undefined) return await undo(context, engine, options.undo, options);
    const broker = brokerOf(context, engine, options.broker);
    if (typeof broker === 'number') return broker;
    const listed = await engine.handlers['unacked.list']({ broker: broker.id, offset: 0, limit: options.limit }, { signal: context.ending, isReadOnly: false });
    if (!listed.ok) return context.fail(listed.error);
    const { messages, total } = listed.value;
    if (changes) return await move(context, engine, broker, chosenOf(messages, options), options);
    if (options.json) writeJson(context, { broker: broker.label, total, visibilityTimeoutS: listed.value.visibilityTimeoutS, messages: messages.map(messageReport) });
    else context.out.write(messages.length === 0 ? `${actWord('noMessages', context.language)}\n` : tableText(context, messages));
    return messages.some(({ holder }) => holder.life === 'dead') ? 1 : 0;
  } finally {
    await dispose();
  }
}

export function brokerOf(context: CliContext, engine: Engine, wanted: string | undefined): BrokerView | number {
  const { brokers, hosts } = engine.snapshot();
  const nameOf = (broker: BrokerView): string => hosts.find(({ id }) => id === (broker.through ?? broker.hosts[0]))?.config.name ?? '';
  const found = wanted === undefined ? brokers : brokers.filter((broker) => broker.label === wanted || broker.id === wanted || nameOf(broker) === wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) return complain(context, actWord('noBroker', context.language));
  return complain(context, `${actWord('whichBroker', context.language)}: ${found.map((broker) => `${cleanText(nameOf(broker))} (${cleanText(broker.label)})`).join(', ')}`);
}

function chosenOf(messages: readonly UnackedMessage[], { tag, orphaned }: UnackedOptions): readonly UnackedMessage[] {
  const tags = new Set(tag ?? []);
  return messages.filter((message) => tags.has(message.tag) || (orphaned === true && message.holder.life === 'dead'));
}

async function move(context: CliContext, engine: Engine, broker: BrokerView, chosen: readonly UnackedMessage[], options: UnackedOptions): Promise<number> {
  const { language } = context;
  const consents = (options.agree ?? []).map((text) => MessageConsent.safeParse(text));
  if (chosen.length === 0 || consents.some(({ success }) => !success)) return complain(context, `--tag TAG… | --orphaned; --agree ${MessageConsent.options.join(' | ')}`);
  if (!options.json) (options.dryRun ? context.out : context.err).write(tableText(context, chosen));
  if (options.dryRun) {
    if (options.json) writeJson(context, { dryRun: true, messages: chosen.map(messageReport), report: null });
    return 0;
  }
  if (!options.yes && !(await confirm(context, actWord('sure', language)))) return complain(context, actWord('declined', language));
  const request = { broker: broker.id, tags: chosen.map(({ tag }) => tag), consents: consents.flatMap(({ data }) => data ?? []) };
  const call = { signal: context.ending, isReadOnly: false };
  const moved = options.giveBack ? await engine.handlers['unacked.give-back'](request, call) : await engine.handlers['unacked.move'](request, call);
  if (!moved.ok) return context.fail(moved.error);
  const { copy, messages } = moved.value;
  if (options.json) writeJson(context, { dryRun: false, messages: chosen.map(messageReport), report: moved.value });
  else context.out.write(`${messages.map(({ tag, to, outcome }) => `${cleanText(tag)} → ${cleanText(to ?? '—')}: ${outcomeWord(outcome, language)}\n`).join('')}${copy === null ? '' : `${actWord('copy', language)}: ${cleanText(copy)}\n`}`);
  return messages.every(({ outcome }) => outcome === 'moved') ? 0 : messages.some(({ outcome }) => outcome === 'moved') ? 1 : 2;
}

async function undo(context: CliContext, engine: Engine, copy: string, options: UnackedOptions): Promise<number> {
  if (!options.yes && !(await confirm(context, actWord('sure', context.language)))) return complain(context, actWord('declined', context.language));
  const undone = await engine.handlers['unacked.undo']({ copy: CopyId.parse(copy) }, { signal: context.ending, isReadOnly: false });
  if (!undone.ok) return context.fail(undone.error);
  const { messages } = undone.value;
  if (options.json) writeJson(context, { report: undone.value });
  else context.out.write(messages.map(({ tag, outcome }) => `${cleanText(tag)}: ${outcomeWord(outcome, context.language)}\n`).join(''));
  return messages.every(({ outcome }) => outcome === 'undone') ? 0 : 1;
}

function tableText({ language, hasColour }: CliContext, messages: readonly UnackedMessage[]): string {
  const head = language === 'fr' ? ['TÂCHE', 'FILE', 'DEPUIS', 'ÉTAT', 'TENU PAR', 'VIE', 'ÉTIQUETTE'] : ['TASK', 'QUEUE', 'FOR', 'STATE', 'HELD BY', 'LIFE', 'TAG'];
  return drawTable(head, messages.map(({ message, queue, ageMs, stage, holder, tag }) => [
    { text: message.task ?? message.problem ?? '—' }, { text: queue ?? '—' }, { text: formatDuration(ageMs), align: 'right' as const }, { text: stage }, { text: holder.name ?? '—' }, { text: holder.life, tone: holder.life === 'dead' ? ('bad' as const) : ('plain' as const) }, { text: DeliveryTag.parse(tag) },
  ]), hasColour);
}

function messageReport({ tag, message, queue, deliveredAt, ageMs, stage, acks, holder, redelivery }: UnackedMessage): object {
  return { tag, task: message.task, id: message.id, args: message.args, kwargs: message.kwargs, problem: message.problem, queue, deliveredAt: isoTime(deliveredAt), ageMs, stage, acks, holder: holder.name, life: holder.life, proofs: holder.proofs, redeliveredFrom: isoTime(redelivery?.from) };
}
