/** A short text on hover and focus. One provider at the root shares the delay. */
import type { ReactNode } from 'react';
import { Tooltip as Radix } from 'radix-ui';

export function TooltipProvider({ children }: { children: ReactNode }) {
  return <Radix.Provider delayDuration={350} skipDelayDuration={200}>{children}</Radix.Provider>;
}

export function Tooltip({ text, side = 'top', children }: { text: ReactNode; side?: 'top' | 'right' | 'bottom' | 'left'; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content side={side} sideOffset={5} collisionPadding={8} className="z-50 max-w-80 rounded-md border bg-raised px-2 py-1 text-sm text-text shadow-float">
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
