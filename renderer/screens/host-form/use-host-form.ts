/** The state of the add/edit form: fields, which problems may already be shown, saving. */
import { useState } from 'react';
import { useActions } from '#renderer/state/hooks.tsx';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { draftOfForm, type FieldProblems } from './draft-of-form.ts';
import { emptyHostForm, formOfConfig, splitAddress, type HostField, type HostForm } from './host-form-fields.ts';

export function useHostForm(host: HostView | null, onSaved: (id: HostId) => void) {
  const { ask } = useActions();
  const [first] = useState<HostForm>(() => (host === null ? emptyHostForm : formOfConfig(host.config)));
  const [form, setForm] = useState(first);
  const [left, setLeft] = useState<ReadonlySet<HostField>>(new Set());
  const [isTried, setTried] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const { draft, problems } = draftOfForm(form);
  // A field complains once it was left or a save was tried, not while the first letters are typed.
  const shown: FieldProblems = isTried ? problems : Object.fromEntries(Object.entries(problems).filter(([field]) => left.has(field as HostField)));

  const change = (part: Partial<HostForm>): void => setForm((old) => ({ ...old, ...part }));
  /** On the way to a button nothing may move: a sentence that appears under the pointer would make the click miss. */
  const leave = (field: HostField, isToButton: boolean): void => {
    if (field === 'address') splitPasted();
    if (form[field] !== '' && !isToButton) setLeft((old) => new Set(old).add(field));
  };
  const splitPasted = (): void => {
    const parts = splitAddress(form.address);
    if (parts.address === form.address.trim()) return;
    change({ address: parts.address, ...(parts.user !== null && form.user.trim() === '' && { user: parts.user }), ...(parts.port !== null && form.port.trim() === '' && { port: parts.port }) });
  };
  const save = async (): Promise<void> => {
    setTried(true);
    setError(null);
    if (draft === null || isSaving) return;
    setSaving(true);
    const result = host === null ? await ask('hosts.add', draft) : await ask('hosts.edit', { id: host.id, draft }, { subject: host.id });
    setSaving(false);
    if (!result.ok) setError(result.error);
    else onSaved(host === null ? (result.value as { id: HostId }).id : host.id);
  };
  return { form, draft, problems: shown, isChanged: JSON.stringify(form) !== JSON.stringify(first), isSaving, error, change, leave, save, tryAll: () => setTried(true) };
}

export type HostFormState = ReturnType<typeof useHostForm>;
