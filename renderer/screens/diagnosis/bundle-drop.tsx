/** A page that takes a bundle dropped anywhere on it. Without this a dropped file would replace the window. */
import { useState, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function BundleDrop({ onFile, children }: { onFile: (file: File) => void; children: ReactNode }) {
  const { t } = useTranslation('diagnosis');
  // Entering a child leaves its parent: only the balance says whether the file is over the page.
  const [depth, setDepth] = useState(0);
  const hasFile = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col print:block"
      onDragEnter={(event) => { if (hasFile(event)) { event.preventDefault(); setDepth((old) => old + 1); } }}
      onDragOver={(event) => { if (hasFile(event)) event.preventDefault(); }}
      onDragLeave={(event) => { if (hasFile(event)) setDepth((old) => Math.max(0, old - 1)); }}
      onDrop={(event) => {
        if (!hasFile(event)) return;
        event.preventDefault();
        setDepth(0);
        const file = event.dataTransfer.files.item(0);
        if (file !== null) onFile(file);
      }}
    >
      {children}
      {depth > 0 && (
        <div className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-lg border-2 border-dashed border-line-strong bg-raised/90 text-lg font-semibold">{t('bundle.drop')}</div>
      )}
    </div>
  );
}
