/** Reads verdict changes that matter to a screen reader: into and out of trouble, politely, a few at a time. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { isSick } from '#renderer/format/describe-verdict.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';

const atMost = 3;

export function Announcer() {
  const { t } = useTranslation('app');
  const { t: tVerdict } = useTranslation('verdicts');
  const workers = useApp((state) => state.replica.workers);
  const known = useRef<ReadonlyMap<string, VerdictKind> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    const before = known.current;
    known.current = new Map([...workers.values()].map((worker) => [worker.key, worker.verdict.kind]));
    if (before === null || before.size === 0) return;
    const changed = [...workers.values()].filter(({ key, verdict }) => {
      const old = before.get(key);
      return old !== undefined && old !== verdict.kind && (isSick(old) || isSick(verdict.kind));
    });
    if (changed.length === 0) return;
    const said: string[] = changed.slice(0, atMost).map((worker) => t('announce.verdict', { worker: isolateForeign(worker.name), verdict: tVerdict(`kind.${worker.verdict.kind}`) }));
    if (changed.length > atMost) said.push(t('announce.more', { count: changed.length - atMost }));
    setText(said.join('. '));
  }, [workers, t, tVerdict]);
  return <div role="status" aria-live="polite" className="sr-only">{text}</div>;
}
