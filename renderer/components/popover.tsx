/**
 * A small panel anchored to what was pressed: proofs, remedies, explanations. Until it is pressed for the first time
 * it is its button and nothing more: a list may hold hundreds.
 */
import type { ReactElement, ReactNode } from 'react';
import { cloneElement, useState } from 'react';
import { Popover as Radix } from 'radix-ui';

type TriggerProps = { onClick?: () => void; 'aria-haspopup'?: 'dialog'; 'aria-expanded'?: boolean };

export function Popover(props: { trigger: ReactElement<TriggerProps>; label: string; children: ReactNode; side?: 'top' | 'right' | 'bottom' | 'left'; align?: 'start' | 'center' | 'end' }) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) return cloneElement(props.trigger, { onClick: () => setAsked(true), 'aria-haspopup': 'dialog', 'aria-expanded': false });
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger asChild>{props.trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={props.label}
          side={props.side ?? 'bottom'}
          align={props.align ?? 'start'}
          sideOffset={4}
          collisionPadding={12}
          // The panel itself takes the focus: a button inside would show its tooltip unasked.
          onOpenAutoFocus={(event) => { event.preventDefault(); if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus(); }}
          className="z-30 w-max max-w-[min(34rem,90vw)] rounded-lg border bg-raised p-4 shadow-float focus-visible:outline-none"
        >
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
