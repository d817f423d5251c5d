/** A key as it is printed on the keyboard. */
export function KeyHint({ text }: { text: string }) {
  return <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line-strong/60 px-1 font-sans text-xs text-muted">{text}</kbd>;
}
