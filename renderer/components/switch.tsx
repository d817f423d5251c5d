/** On or off, effective at once, with its words beside it. */
import type { ReactNode } from 'react';
import { useId } from 'react';
import { Switch as Radix } from 'radix-ui';

export function Switch(props: { label: ReactNode; help?: ReactNode; isOn: boolean; onChange: (isOn: boolean) => void; disabled?: boolean | undefined }) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Radix.Root
        id={id}
        checked={props.isOn}
        disabled={props.disabled ?? false}
        onCheckedChange={props.onChange}
        aria-describedby={props.help === undefined ? undefined : `${id}-help`}
        className="mt-0.5 inline-flex h-4 w-7 shrink-0 items-center rounded-full border border-line-strong bg-track transition-colors data-[state=checked]:border-fill data-[state=checked]:bg-fill disabled:opacity-50"
      >
        <Radix.Thumb className="block size-3 translate-x-px rounded-full bg-text transition-transform data-[state=checked]:translate-x-3 data-[state=checked]:bg-on-fill" />
      </Radix.Root>
      <div className="min-w-0">
        <label htmlFor={id}>{props.label}</label>
        {props.help !== undefined && <p id={`${id}-help`} className="text-sm text-muted">{props.help}</p>}
      </div>
    </div>
  );
}
