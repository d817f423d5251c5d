/** One of a few, side by side. One stop for the keys: arrows move and choose, as in any group of radio buttons. */
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Choice<V extends string> = { readonly value: V; readonly label: ReactNode; readonly title?: string };

const looks = {
  plain: { place: 'gap-1', choice: 'h-7 px-2', chosen: 'bg-selected font-medium text-text', other: 'text-muted hover:bg-hover hover:text-text' },
  framed: { place: 'flex-wrap gap-1.5', choice: 'h-7 border px-2.5', chosen: 'border-line-strong bg-selected font-medium', other: 'hover:bg-hover' },
} as const;

export function ChoiceRow<V extends string>(props: { label: string; value: V | null; choices: readonly Choice<V>[]; onChoose: (value: V) => void; look?: keyof typeof looks; className?: string }) {
  const { choices, value, onChoose } = props;
  const place = useRef<HTMLDivElement>(null);
  const look = looks[props.look ?? 'plain'];
  const at = choices.findIndex((choice) => choice.value === value);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = nextChoice(event.key, at, choices.length);
    const choice = to === null ? undefined : choices[to];
    if (to === null || choice === undefined) return;
    event.preventDefault();
    onChoose(choice.value);
    place.current?.querySelectorAll<HTMLElement>('[role=radio]')[to]?.focus();
  };
  return (
    <div ref={place} role="radiogroup" aria-label={props.label} onKeyDown={onKeyDown} className={classNames('flex items-center', look.place, props.className)}>
      {choices.map((choice, index) => (
        <button
          key={choice.value} type="button" role="radio" aria-checked={index === at} tabIndex={index === Math.max(0, at) ? 0 : -1} title={choice.title} onClick={() => onChoose(choice.value)}
          className={classNames('flex items-center gap-1.5 rounded-md whitespace-nowrap', look.choice, index === at ? look.chosen : look.other)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}

function nextChoice(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown': return (at + 1) % count;
    case 'ArrowLeft':
    case 'ArrowUp': return (Math.max(0, at) + count - 1) % count;
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return null;
  }
}
