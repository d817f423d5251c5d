/** An icon that acts. It always has a name: shown as a tooltip and read by a screen reader. */
import type { ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

type Props = {
  label: string;
  icon: ReactNode;
  onClick?: (() => void) | undefined;
  disabled?: boolean | undefined;
  isPressed?: boolean | undefined;
  size?: 'small' | 'normal' | undefined;
  className?: string | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
};

export function IconButton({ ref, ...props }: Props) {
  return (
    <Tooltip text={props.label}>
      <button
        type="button"
        ref={ref}
        aria-label={props.label}
        aria-pressed={props.isPressed}
        disabled={props.disabled}
        onClick={props.onClick}
        className={classNames(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text disabled:opacity-50',
          props.size === 'small' ? 'size-5.5' : 'size-7',
          props.isPressed && 'bg-selected text-text',
          props.className,
        )}
      >
        {props.icon}
      </button>
    </Tooltip>
  );
}
