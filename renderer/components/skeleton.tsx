/** A grey place where a figure will stand, shown only after 300 ms: a fast answer never flickers. */
import { useEffect, useState } from 'react';
import { classNames } from './class-names.ts';

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('inline-block h-3 rounded-sm bg-track/70', className)} />;
}

/** True once `afterMs` have passed since mounting. */
export function useIsLate(afterMs = 300): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return isLate;
}
