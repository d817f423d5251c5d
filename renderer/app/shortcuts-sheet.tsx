/** All keys on one sheet. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '#renderer/components/dialog.tsx';
import { KeyHint } from '#renderer/components/key-hint.tsx';
import { isMac } from './side-nav.tsx';

export function ShortcutsSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('app');
  const rows = [
    { keys: [isMac() ? '⌘ K' : 'Ctrl K'], text: t('shortcuts.palette') },
    { keys: ['/'], text: t('shortcuts.search') },
    { keys: ['↑', '↓', 'k', 'j'], text: t('shortcuts.move') },
    { keys: ['Enter'], text: t('shortcuts.openRow') },
    { keys: ['←', '→'], text: t('shortcuts.fold') },
    { keys: ['x', 'Ctrl A', 'Esc'], text: t('shortcuts.select') },
    { keys: ['⇧ ↓'], text: t('shortcuts.selectRange') },
    { keys: ['r'], text: t('shortcuts.restart') },
    { keys: ['g', 'f'], text: t('shortcuts.fleet') },
    { keys: ['g', 'c'], text: t('shortcuts.crashes') },
    { keys: ['m', 'e', 'n'], text: t('shortcuts.group') },
    { keys: ['g', 'd'], text: t('shortcuts.diagnosis') },
    { keys: ['g', 'l'], text: t('shortcuts.logs') },
    { keys: ['f', 'n', 'N'], text: t('shortcuts.lines') },
    { keys: ['g', 't'], text: t('shortcuts.timeline') },
    { keys: ['g', 'a'], text: t('shortcuts.alerts') },
    { keys: ['g', 'o'], text: t('shortcuts.operations') },
    { keys: ['g', 'j'], text: t('shortcuts.journal') },
    { keys: ['g', 'm'], text: t('shortcuts.messages') },
    { keys: ['+', '-', '0'], text: t('shortcuts.zoom') },
    { keys: ['g', 's'], text: t('shortcuts.settings') },
    { keys: ['?'], text: t('shortcuts.sheet') },
  ];
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('shortcuts.title')} width="small">
      <dl className="grid grid-cols-[8rem_1fr] gap-y-2 pb-3">
        {rows.map((row) => (
          <div key={row.text} className="contents">
            <dt className="flex items-center gap-1">{row.keys.map((key) => <KeyHint key={key} text={key} />)}</dt>
            <dd>{row.text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
