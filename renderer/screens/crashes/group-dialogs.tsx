/** The small windows in which a group gets a note, another name, or is merged into another. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { useApp } from '#renderer/state/hooks.tsx';
import type { CrashGroup, SignatureId } from '#shared/domain/crash.ts';
import { useGroupChange } from './use-group-change.ts';

export type GroupDialogKind = 'note' | 'rename' | 'merge';

export function GroupDialog({ kind, group, onClose }: { kind: GroupDialogKind; group: CrashGroup; onClose: () => void }) {
  switch (kind) {
    case 'note': return <TextDialog kind="note" group={group} before={group.note} onClose={onClose} />;
    case 'rename': return <TextDialog kind="rename" group={group} before={group.title} onClose={onClose} />;
    case 'merge': return <MergeDialog group={group} onClose={onClose} />;
  }
}

function TextDialog({ kind, group, before, onClose }: { kind: 'note' | 'rename'; group: CrashGroup; before: string; onClose: () => void }) {
  const { t } = useTranslation('crashes');
  const changeGroup = useGroupChange();
  const [text, setText] = useState(before);
  const [isSaving, setSaving] = useState(false);
  const save = async (): Promise<void> => {
    setSaving(true);
    const isSaved = await changeGroup(group, kind === 'note' ? { kind, text } : { kind, title: text.trim() });
    setSaving(false);
    if (isSaved) onClose();
  };
  const form = `group-${kind}`;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(`${kind}Dialog.title`)}
      footer={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button type="submit" form={form} look="filled" isWorking={isSaving}>{t('action.save')}</Button></>}
    >
      <form id={form} onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <TextField label={t(`${kind}Dialog.label`)} help={t(`${kind}Dialog.help`)} value={text} onChange={setText} autoFocus rows={kind === 'note' ? 8 : undefined} maxLength={kind === 'note' ? 20_000 : 500} />
      </form>
    </Dialog>
  );
}

const mostChoices = 50;

function MergeDialog({ group, onClose }: { group: CrashGroup; onClose: () => void }) {
  const { t } = useTranslation('crashes');
  const formats = useFormats();
  const changeGroup = useGroupChange();
  const groups = useApp((state) => state.crashes.groups);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<SignatureId | null>(null);
  const [isSaving, setSaving] = useState(false);
  const wanted = search.trim().toLowerCase();
  const others = [...groups.values()]
    .filter((one) => one.id !== group.id && one.mergedInto === null && (wanted === '' || one.title.toLowerCase().includes(wanted)))
    // The same family first: those are what one merges.
    .sort((a, b) => Number(b.family === group.family) - Number(a.family === group.family) || b.lastSeen - a.lastSeen)
    .slice(0, mostChoices);
  const target = chosen === null ? undefined : groups.get(chosen);
  const merge = async (): Promise<void> => {
    if (target === undefined) return;
    setSaving(true);
    const isDone = await changeGroup(group, { kind: 'merge', into: target.id }, target.title);
    setSaving(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('mergeDialog.title')}
      description={t('mergeDialog.description')}
      footer={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button look="filled" disabled={target === undefined} isWorking={isSaving} onClick={() => void merge()}>{t('mergeDialog.merge')}</Button></>}
    >
      <TextField label={t('mergeDialog.search')} isLabelHidden placeholder={t('mergeDialog.search')} value={search} onChange={setSearch} autoFocus />
      <div role="radiogroup" aria-label={t('mergeDialog.title')} className="mt-2 flex h-72 flex-col overflow-auto border-t">
        {others.length === 0 && <p className="py-3 text-muted">{t('mergeDialog.nothing')}</p>}
        {others.map((one) => (
          <label key={one.id} className="row flex shrink-0 items-center gap-2 border-b border-line/60 px-1 hover:bg-hover">
            <input type="radio" name="merge-into" checked={chosen === one.id} onChange={() => setChosen(one.id)} className="accent-(--fill)" />
            <span className="flex min-w-0 flex-1"><Foreign text={one.title} /></span>
            <span className="text-muted figures">{formats.number(one.count)}</span>
          </label>
        ))}
      </div>
    </Dialog>
  );
}
