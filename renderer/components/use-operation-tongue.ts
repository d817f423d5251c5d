/** The words an operation is told with, in the language of the window. */
import { useMemo } from 'react';
import type { OperationTongue } from '#renderer/format/describe-operation.ts';
import { useFormats } from './formats-context.tsx';
import { useWords } from './words-context.tsx';

export function useOperationTongue(): OperationTongue {
  const t = useWords('operations');
  const tSupervise = useWords('supervise');
  const tRecovery = useWords('recovery');
  const formats = useFormats();
  return useMemo(() => ({ t, tSupervise, tRecovery, formats }), [t, tSupervise, tRecovery, formats]);
}
