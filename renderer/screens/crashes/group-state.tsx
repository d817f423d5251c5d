/** The state of a group as a glyph and a word: shape says the same as colour. */
import { useTranslation } from 'react-i18next';
import { BellOff, Check, RotateCcw, X } from 'lucide-react';
import { classNames } from '#renderer/components/class-names.ts';
import type { GroupState } from '#shared/domain/crash.ts';

const looks = { open: { Icon: X, hue: 'text-bad' }, reopened: { Icon: RotateCcw, hue: 'text-bad' }, muted: { Icon: BellOff, hue: 'text-rest' }, resolved: { Icon: Check, hue: 'text-good' } } as const;

export function GroupStateGlyph({ state, withWord = false }: { state: GroupState; withWord?: boolean }) {
  const { t } = useTranslation('crashes');
  const { Icon, hue } = looks[state];
  return (
    <span title={t(`groupStateDetail.${state}`)} className={classNames('inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap', hue)}>
      <Icon size={14} strokeWidth={2.5} aria-hidden />
      <span className={withWord ? 'font-medium' : 'sr-only'}>{t(`groupState.${state}`)}</span>
    </span>
  );
}
