/**
 * A button that names the thing it does. One filled button a view at most; the rest are quiet.
 * `danger` is for what cannot be undone; it is the only coloured button.
 */
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';

export type ButtonLook = 'filled' | 'plain' | 'quiet' | 'danger';

const looks: Record<ButtonLook, string> = {
  filled: 'bg-fill text-on-fill hover:bg-fill-hover border-transparent',
  plain: 'bg-raised text-text border-line-strong/60 hover:bg-hover',
  quiet: 'bg-transparent text-text border-transparent hover:bg-hover',
  danger: 'bg-raised text-bad border-bad/60 hover:bg-bad/10',
};

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook | undefined;
  size?: 'small' | 'normal' | undefined;
  icon?: ReactNode;
  isWorking?: boolean | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
};

export function Button({ look = 'plain', size = 'normal', icon, isWorking = false, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      {...rest}
      aria-busy={isWorking || undefined}
      disabled={disabled === true || isWorking}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors',
        'disabled:opacity-50',
        size === 'small' ? 'h-5.5 px-2 text-sm' : 'h-7 px-3 text-base',
        looks[look],
        className,
      )}
    >
      {icon}
      {children}
    </button>
  );
}
