/** Ctrl/Cmd+K: go anywhere by typing. A combobox over a list: the focus stays in the field, the arrows choose. */
import type { KeyboardEvent, ReactNode } from 'react';
import { useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as Radix } from 'radix-ui';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFocusBack } from '#renderer/components/focus-memory.tsx';
import { findEntries, type PaletteEntry } from './palette-entries.ts';
import { usePaletteEntries } from './use-palette-entries.ts';

export function CommandPalette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('app');
  return (
    <Radix.Root open={isOpen} onOpenChange={(next) => { if (!next) onClose(); }}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0_0_0/0.3)]" />
        <PaletteContent>
          <Radix.Title className="sr-only">{t('palette.title')}</Radix.Title>
          <Search onClose={onClose} />
        </PaletteContent>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteContent({ children }: { children: ReactNode }) {
  const giveBack = useFocusBack();
  return <Radix.Content aria-describedby={undefined} onCloseAutoFocus={giveBack} className="fixed top-[14vh] left-1/2 z-40 flex max-h-[60vh] w-150 max-w-[92vw] -translate-x-1/2 flex-col overflow-hidden rounded-lg border bg-raised shadow-float">{children}</Radix.Content>;
}

function Search({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('app');
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const listRef = useRef<HTMLDivElement>(null);
  const id = useId();
  const entries = usePaletteEntries(query);
  const found = useMemo(() => findEntries(entries, query), [entries, query]);
  const present = found[Math.min(chosen, found.length - 1)];

  const choose = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const move = (to: number): void => {
    const index = (to + found.length) % Math.max(1, found.length);
    setChosen(index);
    listRef.current?.querySelectorAll('[role="option"]')[index]?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') { event.preventDefault(); move(chosen + 1); }
    if (event.key === 'ArrowUp') { event.preventDefault(); move(chosen - 1); }
    if (event.key === 'Enter') { event.preventDefault(); choose(present); }
  };

  return (
    <>
      <input
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={present === undefined ? undefined : `${id}-${present.id}`}
        aria-label={t('palette.title')}
        placeholder={t('palette.placeholder')}
        value={query}
        spellCheck={false}
        onChange={(event) => { setQuery(event.target.value); setChosen(0); }}
        onKeyDown={onKey}
        className="h-11 shrink-0 border-b bg-transparent px-4 text-lg placeholder:text-stale focus-visible:outline-none"
      />
      <div ref={listRef} id={`${id}-list`} role="listbox" aria-label={t('palette.title')} className="min-h-0 flex-1 overflow-auto p-1.5">
        {found.length === 0 && <p className="px-2.5 py-3 text-muted">{t('palette.nothing')}</p>}
        {found.map((entry, index) => (
          <div key={entry.id}>
            {entry.group !== found[index - 1]?.group && <div className="px-2.5 pt-2 pb-1 text-xs text-muted">{entry.group}</div>}
            <div
              id={`${id}-${entry.id}`}
              role="option"
              aria-selected={entry === present}
              onPointerMove={() => setChosen(index)}
              onClick={() => choose(entry)}
              className={classNames('row flex items-center gap-3 rounded-md px-2.5', entry === present && 'bg-selected')}
            >
              {entry.shown === undefined ? <Foreign text={entry.label} className="flex-initial" /> : <span className="min-w-0 flex-initial truncate">{entry.shown}</span>}
              <Foreign text={entry.detail} className="ml-auto shrink-[2] text-sm text-muted" />
            </div>
          </div>
        ))}
      </div>
    </>
  );
}
