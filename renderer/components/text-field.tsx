/** A labelled line (or block) of text with its help and its error under it; the three are tied for a screen reader. */
import type { HTMLInputTypeAttribute, ReactNode, Ref } from 'react';
import { useId } from 'react';
import { classNames } from './class-names.ts';

export type TextFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: ReactNode;
  error?: ReactNode;
  placeholder?: string | undefined;
  type?: HTMLInputTypeAttribute | undefined;
  isLabelHidden?: boolean | undefined;
  isMono?: boolean | undefined;
  isOptional?: string | undefined;
  rows?: number | undefined;
  disabled?: boolean | undefined;
  autoFocus?: boolean | undefined;
  autoComplete?: string | undefined;
  maxLength?: number | undefined;
  inputMode?: 'numeric' | 'text' | 'url' | undefined;
  list?: string | undefined;
  /** A button beside the field ("Choose…"). */
  after?: ReactNode;
  className?: string | undefined;
  ref?: Ref<HTMLInputElement> | undefined;
};

export function TextField({ ref, ...props }: TextFieldProps) {
  const id = useId();
  const hasError = props.error !== undefined && props.error !== null && props.error !== false;
  const notes = [props.help === undefined ? null : `${id}-help`, hasError ? `${id}-error` : null].filter(Boolean).join(' ');
  const field = {
    id,
    value: props.value,
    placeholder: props.placeholder,
    disabled: props.disabled,
    autoFocus: props.autoFocus,
    autoComplete: props.autoComplete ?? 'off',
    maxLength: props.maxLength,
    spellCheck: false,
    'aria-invalid': hasError || undefined,
    'aria-describedby': notes === '' ? undefined : notes,
    className: classNames(
      'w-full min-w-0 rounded-md border bg-surface px-2.5 placeholder:text-stale disabled:opacity-50',
      hasError ? 'border-bad' : 'border-line-strong/70',
      props.isMono && 'font-mono text-sm',
      props.rows === undefined ? 'h-7' : 'py-1',
    ),
  };
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1', props.className)}>
      <label htmlFor={id} className={props.isLabelHidden ? 'sr-only' : 'font-medium'}>
        {props.label}
        {props.isOptional !== undefined && <span className="pl-1.5 font-normal text-muted">{props.isOptional}</span>}
      </label>
      <div className="flex items-start gap-2">
        {props.rows === undefined
          ? <input ref={ref} {...field} type={props.type ?? 'text'} inputMode={props.inputMode} list={props.list} onChange={(event) => props.onChange(event.target.value)} />
          : <textarea {...field} rows={props.rows} onChange={(event) => props.onChange(event.target.value)} />}
        {props.after}
      </div>
      {props.help !== undefined && <p id={`${id}-help`} className="text-sm text-muted">{props.help}</p>}
      {hasError && <p id={`${id}-error`} className="text-sm text-bad">{props.error}</p>}
    </div>
  );
}
