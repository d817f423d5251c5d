/** A box to tick beside a row. In a list that holds the focus itself it is no tab stop: the list has a key for it. */
import { useEffect, useRef } from 'react';
import { classNames } from './class-names.ts';

export function TickBox(props: { label: string; state: 'none' | 'some' | 'all'; onChange: (withRange: boolean) => void; isTabStop?: boolean; disabled?: boolean | undefined; className?: string | undefined }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => { if (box.current !== null) box.current.indeterminate = props.state === 'some'; }, [props.state]);
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={props.label}
      checked={props.state === 'all'}
      disabled={props.disabled}
      tabIndex={props.isTabStop === true ? 0 : -1}
      onChange={(event) => props.onChange(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
      onClick={(event) => event.stopPropagation()}
      className={classNames('size-3.25 shrink-0 accent-(--fill) disabled:opacity-50', props.className)}
    />
  );
}
