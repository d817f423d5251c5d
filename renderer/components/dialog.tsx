/**
 * A window over the window: titled, focus kept inside, Escape closes and gives the focus back. Long content scrolls, the
 * footer stays. The focus starts on the dialog itself, unless a field asks for it: no key pressed too much does anything.
 */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import { classNames } from './class-names.ts';
import { useFocusBack } from './focus-memory.tsx';

const widths = { small: 'w-105', normal: 'w-140', wide: 'w-200' } as const;

type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  width?: keyof typeof widths;
  /** False when leaving must be a decision: no Escape, no click outside, no cross. */
  canDismiss?: boolean;
};

export function Dialog(props: DialogProps) {
  const canDismiss = props.canDismiss ?? true;
  return (
    <Radix.Root open={props.isOpen} onOpenChange={(isOpen) => { if (!isOpen && canDismiss) props.onClose(); }}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0_0_0/0.35)]" />
        <DialogContent {...props} />
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Drawn only while it is open. */
function DialogContent(props: DialogProps) {
  const { t } = useTranslation('parts');
  const giveBack = useFocusBack();
  const canDismiss = props.canDismiss ?? true;
  const stay = (event: Event): void => { if (!canDismiss) event.preventDefault(); };
  return (
    <Radix.Content
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        if (event.currentTarget instanceof HTMLElement && !event.currentTarget.contains(document.activeElement)) event.currentTarget.focus();
      }}
      onCloseAutoFocus={giveBack}
      onEscapeKeyDown={stay}
      onPointerDownOutside={stay}
      {...(props.description === undefined ? { 'aria-describedby': undefined } : {})}
      className={classNames(
        'fixed top-1/2 left-1/2 z-40 flex focus-visible:outline-none max-h-[min(86vh,760px)] max-w-[94vw] -translate-x-1/2 -translate-y-1/2 flex-col rounded-lg border bg-raised shadow-float',
        widths[props.width ?? 'normal'],
      )}
    >
      <header className={classNames('flex items-start gap-3 px-5 pt-4 pb-2', canDismiss && 'pr-12')}>
        <div className="min-w-0 flex-1">
          <Radix.Title className="text-lg font-semibold">{props.title}</Radix.Title>
          {props.description !== undefined && <Radix.Description className="mt-1 text-muted">{props.description}</Radix.Description>}
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-auto px-5 py-2">{props.children}</div>
      {props.footer !== undefined && <footer className="flex items-center justify-end gap-2 px-5 pt-2 pb-4">{props.footer}</footer>}
      {/* Last in the order of the keys, first in the corner. */}
      {canDismiss && (
        <Radix.Close aria-label={t('close')} className="absolute top-4 right-3 inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text">
          <X size={16} aria-hidden />
        </Radix.Close>
      )}
    </Radix.Content>
  );
}
