/** All keys on one sheet: what works everywhere, in the Fleet, in single screens, and the ways between screens. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '#renderer/components/dialog.tsx';
import { KeyHint } from '#renderer/components/key-hint.tsx';
import { isMac } from './side-nav.tsx';

type Row = { readonly keys: readonly string[]; readonly text: string };

export function ShortcutsSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('app');
  const go = (key: string, text: string): Row => ({ keys: ['g', key], text });
  const parts: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
    {
      title: t('shortcuts.everywhere'),
      rows: [
        { keys: [isMac() ? '⌘ K' : 'Ctrl K'], text: t('shortcuts.palette') },
        { keys: ['/'], text: t('shortcuts.search') },
        { keys: ['↑', '↓', 'k', 'j'], text: t('shortcuts.move') },
        { keys: [t('shortcuts.enter')], text: t('shortcuts.openRow') },
        { keys: ['?'], text: t('shortcuts.sheet') },
      ],
    },
    {
      title: t('nav.fleet'),
      rows: [
        { keys: ['←', '→'], text: t('shortcuts.fold') },
        { keys: ['x', 'Ctrl A', t('shortcuts.escape')], text: t('shortcuts.select') },
        { keys: ['⇧ ↓'], text: t('shortcuts.selectRange') },
        { keys: ['r'], text: t('shortcuts.restart') },
      ],
    },
    {
      title: t('shortcuts.elsewhere'),
      rows: [
        { keys: ['m', 'e', 'n'], text: t('shortcuts.group') },
        { keys: ['f', 'n', 'N'], text: t('shortcuts.lines') },
        { keys: ['+', '-', '0'], text: t('shortcuts.zoom') },
      ],
    },
    {
      title: t('shortcuts.goTo'),
      rows: [
        go('f', t('nav.fleet')), go('c', t('nav.crashes')), go('d', t('nav.diagnosis')), go('l', t('nav.logs')), go('t', t('nav.timeline')),
        go('a', t('nav.alerts')), go('m', t('nav.messages')), go('o', t('nav.operations')), go('j', t('nav.journal')), go('s', t('nav.settings')),
      ],
    },
  ];
  const [goTo] = parts.slice(-1);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('shortcuts.title')} width="wide">
      <div className="grid gap-x-8 gap-y-4 pb-3 sm:grid-cols-[3fr_2fr]">
        <div className="flex flex-col gap-4">{parts.slice(0, -1).map((part) => <Keys key={part.title} {...part} />)}</div>
        {goTo !== undefined && <Keys {...goTo} />}
      </div>
    </Dialog>
  );
}

function Keys({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h3 className="pb-1.5 text-sm font-medium text-muted">{title}</h3>
      <dl className="grid grid-cols-[7.5rem_minmax(0,1fr)] items-baseline gap-y-1.5">
        {rows.map((row) => (
          <div key={row.text} className="contents">
            <dt className="flex items-center gap-1">{row.keys.map((key) => <KeyHint key={key} text={key} />)}</dt>
            <dd>{row.text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
