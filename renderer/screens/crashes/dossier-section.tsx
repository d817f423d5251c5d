/** One part of the dossier under its heading. */
import type { ReactNode } from 'react';

export function DossierSection({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 flex items-baseline gap-2 font-semibold">{title}{aside !== undefined && <span className="font-normal text-muted figures">{aside}</span>}</h3>
      {children}
    </section>
  );
}
