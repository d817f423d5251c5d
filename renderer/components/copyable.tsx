/** A command or a fingerprint as it is, in monospace, with a button that copies it. Never run from here. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Check, Copy } from 'lucide-react';
import { IconButton } from './icon-button.tsx';

export function Copyable({ text }: { text: string }) {
  const { t } = useTranslation('parts');
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
  };
  return (
    <div className="flex items-start gap-1 rounded-md border bg-sunken py-1 pr-1 pl-2.5">
      <code dir="ltr" className="min-w-0 flex-1 py-0.5 font-mono text-sm wrap-anywhere whitespace-pre-wrap select-all">{text}</code>
      <IconButton size="small" label={isCopied ? t('copied') : t('copy')} icon={isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />} onClick={copy} />
    </div>
  );
}
