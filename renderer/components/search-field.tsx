/** The screen's search: `/` goes to it, Escape empties and leaves it. */
import { KeyHint } from './key-hint.tsx';
import { classNames } from './class-names.ts';

export function SearchField({ label, hint, value, onChange, className }: { label: string; hint: string; value: string; onChange: (value: string) => void; className?: string }) {
  return (
    <div className={classNames('relative', className ?? 'w-60')}>
      <input
        type="search"
        aria-label={label}
        placeholder={hint}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => { if (event.key === 'Escape') { onChange(''); event.currentTarget.blur(); } }}
        className="h-7 w-full rounded-md border border-line-strong/60 bg-raised pr-7 pl-2.5 placeholder:text-stale [&::-webkit-search-cancel-button]:hidden"
      />
      {value === '' && <span aria-hidden className="pointer-events-none absolute top-1 right-1.5"><KeyHint text="/" /></span>}
    </div>
  );
}
