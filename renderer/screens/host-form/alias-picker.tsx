/** Aliases of ~/.ssh/config to choose from, with what is known of each. Long lists are narrowed by typing. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '#renderer/components/badge.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import type { AppError } from '#shared/errors.ts';
import type { SshAlias } from './host-form-fields.ts';

const shownAtOnce = 50;
type Loaded = { readonly aliases: readonly SshAlias[] } | { readonly error: AppError } | null;

function matches(alias: SshAlias, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return wanted === '' || [alias.alias, alias.address, alias.user ?? ''].some((text) => text.toLowerCase().includes(wanted));
}

export function AliasPicker({ chosen, onChoose }: { chosen: string | null; onChoose: (alias: SshAlias) => void }) {
  const { t } = useTranslation('hostForm');
  const { ask } = useActions();
  const [loaded, setLoaded] = useState<Loaded>(null);
  const [search, setSearch] = useState('');
  useEffect(() => {
    const ending = new AbortController();
    void ask('hosts.ssh-aliases', {}, { signal: ending.signal }).then((result) => {
      if (!ending.signal.aborted) setLoaded(result.ok ? result.value : { error: result.error });
    });
    return () => ending.abort();
  }, [ask]);
  if (loaded === null) return <p className="text-muted">{t('alias.loading')}</p>;
  if ('error' in loaded) return <div role="alert"><p className="font-medium">{t('alias.failed')}</p><ErrorNote error={loaded.error} /></div>;
  if (loaded.aliases.length === 0) return <p className="text-muted">{t('alias.none')}</p>;
  const found = loaded.aliases.filter((alias) => matches(alias, search));
  return (
    <div className="flex flex-col gap-2">
      {loaded.aliases.length > 8 && <TextField label={t('alias.search')} isLabelHidden placeholder={t('alias.search')} value={search} onChange={setSearch} />}
      <div role="radiogroup" aria-label={t('alias.label')} className="max-h-56 overflow-auto rounded-md border">
        {found.slice(0, shownAtOnce).map((alias) => (
          <label key={alias.alias} className={classNames('flex min-h-7 cursor-default items-center gap-2.5 border-b px-2.5 py-1 last:border-b-0 hover:bg-hover has-focus-visible:outline-2', alias.alias === chosen && 'bg-selected')}>
            <input type="radio" name="alias" className="accent-fill" checked={alias.alias === chosen} onChange={() => onChoose(alias)} />
            <Foreign text={alias.alias} className="max-w-48 font-medium" />
            <Foreign text={`${alias.user === null ? '' : `${alias.user}@`}${alias.address}${alias.port === null ? '' : `:${alias.port}`}`} isMono className="flex-1 text-muted" />
            {alias.jump.length > 0 && <span className="max-w-40 truncate text-sm text-muted">{t('alias.via', { jump: isolateForeign(alias.jump.join(', '), 60) })}</span>}
            {alias.isKnown && <Badge>{t('alias.known')}</Badge>}
          </label>
        ))}
        {found.length === 0 && <p className="px-2.5 py-1.5 text-muted">{t('alias.noMatch')}</p>}
      </div>
      {found.length > shownAtOnce && <p className="text-sm text-muted">{t('alias.more', { count: found.length - shownAtOnce })}</p>}
    </div>
  );
}
