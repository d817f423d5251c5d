/** The outcome of something just asked, in a corner, for a while. Failures stay until closed. */
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Toast as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import { classNames } from './class-names.ts';

export type ToastNote = { readonly tone: 'done' | 'failed'; readonly title: string; readonly detail?: string | undefined };
type Shown = ToastNote & { readonly id: number };

const ToastContext = createContext<((note: ToastNote) => void) | null>(null);

/** `const toast = useToast(); toast({ tone: 'done', title: … })` */
export function useToast(): (note: ToastNote) => void {
  const show = useContext(ToastContext);
  if (show === null) throw new Error('ToastProvider is missing');
  return show;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation('parts');
  const [notes, setNotes] = useState<readonly Shown[]>([]);
  const show = useCallback((note: ToastNote) => setNotes((old) => [...old, { ...note, id: (old.at(-1)?.id ?? 0) + 1 }].slice(-4)), []);
  const drop = useCallback((id: number) => setNotes((old) => old.filter((note) => note.id !== id)), []);
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      <Radix.Provider label={t('notifications')} swipeDirection="right">
        {children}
        {notes.map((note) => (
          <Radix.Root
            key={note.id}
            duration={note.tone === 'failed' ? Infinity : 5000}
            onOpenChange={(isOpen) => { if (!isOpen) drop(note.id); }}
            className={classNames('flex items-start gap-3 rounded-lg border border-l-3 bg-raised py-2.5 pr-2 pl-3 shadow-float', note.tone === 'failed' ? 'border-l-bad' : 'border-l-good')}
          >
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-medium wrap-anywhere">{note.title}</Radix.Title>
              {note.detail !== undefined && <Radix.Description className="text-sm wrap-anywhere text-muted">{note.detail}</Radix.Description>}
            </div>
            <Radix.Close aria-label={t('close')} className="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover"><X size={14} aria-hidden /></Radix.Close>
          </Radix.Root>
        ))}
        {/* above what is under way, whose buttons it would cover */}
        <Radix.Viewport className="fixed right-4 bottom-10 z-50 [:root:has([data-under-way='1'])_&]:bottom-18 [:root:has([data-under-way='2'])_&]:bottom-25 [:root:has([data-under-way='3'])_&]:bottom-32 [:root:has([data-under-way='4'])_&]:bottom-40 flex w-90 max-w-[90vw] flex-col gap-2" />
      </Radix.Provider>
    </ToastContext>
  );
}
