/** Nothing here, and what to do about it. */
import type { ReactNode } from 'react';

export function EmptyState(props: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-120 flex-col items-start gap-2 px-4 py-12">
      <h2 className="text-lg font-semibold">{props.title}</h2>
      {props.children !== undefined && <div className="text-muted">{props.children}</div>}
      {props.action !== undefined && <div className="mt-2 flex gap-2">{props.action}</div>}
    </div>
  );
}
