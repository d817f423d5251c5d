/** What cannot be seen on this host and what would change that. Facts, not alarms: no colour. */
import { useTranslation } from 'react-i18next';
import type { HostNote } from '#shared/domain/host.ts';

export function HostNotes({ notes }: { notes: readonly HostNote[] }) {
  const { t } = useTranslation('host');
  if (notes.length === 0) return null;
  return (
    <section aria-labelledby="host-notes">
      <h3 id="host-notes" className="mb-1 font-semibold">{t('notes.title')}</h3>
      <ul className="flex flex-col">
        {notes.map((note) => (
          <li key={note} className="border-t py-1.5">
            <p>{t(`notes.${note}.what`)}</p>
            <p className="text-sm text-muted">{t(`notes.${note}.next`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
