/** One choice of a few. The label is always there for a screen reader, shown or not. */
import { Select as Radix } from 'radix-ui';
import { Check, ChevronDown } from 'lucide-react';
import { classNames } from './class-names.ts';

export type Choice<V extends string> = { readonly value: V; readonly label: string };

export function Select<V extends string>(props: {
  label: string;
  value: V;
  choices: readonly Choice<V>[];
  onChange: (value: V) => void;
  /** Shown before the value, inside the button: "Group: site". */
  prefix?: string | undefined;
  id?: string | undefined;
  disabled?: boolean | undefined;
  className?: string | undefined;
}) {
  return (
    <Radix.Root value={props.value} onValueChange={(value) => { const found = props.choices.find((choice) => choice.value === value); if (found) props.onChange(found.value); }} disabled={props.disabled ?? false}>
      <Radix.Trigger
        id={props.id}
        aria-label={props.label}
        className={classNames('inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border border-line-strong/60 bg-raised px-2.5 whitespace-nowrap hover:bg-hover disabled:opacity-50', props.className)}
      >
        {props.prefix !== undefined && <span className="text-muted">{props.prefix}</span>}
        <Radix.Value />
        <Radix.Icon className="ml-auto"><ChevronDown size={14} className="text-muted" aria-hidden /></Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content position="popper" sideOffset={4} collisionPadding={8} className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg border bg-raised p-1 shadow-float">
          <Radix.Viewport>
            {props.choices.map((choice) => (
              <Radix.Item key={choice.value} value={choice.value} className="flex h-7 items-center gap-2 rounded-sm pr-3 pl-2 outline-none select-none data-[highlighted]:bg-hover">
                <span className="inline-flex w-4"><Radix.ItemIndicator><Check size={14} aria-hidden /></Radix.ItemIndicator></span>
                <Radix.ItemText>{choice.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
