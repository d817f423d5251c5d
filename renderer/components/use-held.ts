/** What was last known while the next answer is on its way, so that nothing flickers under the hand. */
import { useState } from 'react';

export function useHeld<T>(value: T | null): T | null {
  const [held, setHeld] = useState(value);
  if (value !== null && value !== held) setHeld(value);
  return value ?? held;
}
