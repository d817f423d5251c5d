/** A menu of verbs behind one button. Items are data, so that a screen cannot style them apart. */
import type { ReactNode } from 'react';
import { DropdownMenu as Radix } from 'radix-ui';
import { classNames } from './class-names.ts';

export type MenuItem =
  | { readonly kind: 'action'; readonly id: string; readonly label: string; readonly icon?: ReactNode; readonly hint?: string; readonly isDangerous?: boolean; readonly disabled?: boolean; readonly onChoose: () => void }
  | { readonly kind: 'heading'; readonly id: string; readonly label: string }
  | { readonly kind: 'separator'; readonly id: string };

const itemClass = 'flex h-7 items-center gap-2 rounded-sm px-2 text-base outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50';

type MenuProps = { trigger: ReactNode; items: readonly MenuItem[]; align?: 'start' | 'end'; /** For one that is only made when its button is first pressed. */ isOpenAtFirst?: boolean; onOpen?: () => void };

export function Menu({ trigger, items, align = 'end', isOpenAtFirst = false, onOpen }: MenuProps) {
  return (
    <Radix.Root defaultOpen={isOpenAtFirst} onOpenChange={(isOpen) => { if (isOpen) onOpen?.(); }}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className="z-30 max-w-100 min-w-44 rounded-lg border bg-raised p-1 shadow-float">
          {items.map((item) => {
            if (item.kind === 'separator') return <Radix.Separator key={item.id} className="my-1 h-px bg-line" />;
            if (item.kind === 'heading') return <Radix.Label key={item.id} className="px-2 pt-1.5 pb-0.5 text-xs text-muted">{item.label}</Radix.Label>;
            return (
              <Radix.Item key={item.id} disabled={item.disabled ?? false} onSelect={item.onChoose} className={classNames(itemClass, item.isDangerous && 'text-bad')}>
                {item.icon}
                <span className="flex-1 shrink-0">{item.label}</span>
                {item.hint !== undefined && <span className="min-w-0 truncate pl-4 text-sm text-muted" title={item.hint}>{item.hint}</span>}
              </Radix.Item>
            );
          })}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
