/** Parts of one screen side by side. Panels not shown are not mounted. */
import type { ReactNode } from 'react';
import { Tabs as Radix } from 'radix-ui';

export type Tab<V extends string> = { readonly value: V; readonly label: ReactNode; readonly count?: number | undefined; readonly panel: ReactNode };

export function Tabs<V extends string>(props: { label: string; tabs: readonly Tab<V>[]; value: V; onChange: (value: V) => void }) {
  return (
    <Radix.Root value={props.value} onValueChange={(value) => { const tab = props.tabs.find((one) => one.value === value); if (tab) props.onChange(tab.value); }} className="flex min-h-0 flex-1 flex-col">
      <Radix.List aria-label={props.label} className="flex shrink-0 gap-1 border-b px-2.5">
        {props.tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className="relative -mb-px flex h-8 items-center gap-1.5 rounded-sm px-1.5 whitespace-nowrap text-muted after:absolute after:inset-x-1.5 after:-bottom-px after:h-0.5 focus-visible:-outline-offset-2 hover:text-text data-[state=active]:after:bg-text data-[state=active]:font-medium data-[state=active]:text-text">
            {tab.label}
            {tab.count !== undefined && <span className="figures text-sm text-muted">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {props.tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="min-h-0 flex-1 overflow-auto">{tab.panel}</Radix.Content>
      ))}
    </Radix.Root>
  );
}
