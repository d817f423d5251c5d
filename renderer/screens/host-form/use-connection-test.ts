/** One connection test at a time; leaving the form or pressing Stop ends it on the engine's side too. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useActions } from '#renderer/state/hooks.tsx';
import type { TestReport } from '#shared/domain/connection-test.ts';
import type { HostDraft } from '#shared/domain/host-config.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

export type TestState =
  | { readonly step: 'idle' }
  | { readonly step: 'running'; readonly draft: HostDraft }
  | { readonly step: 'done'; readonly draft: HostDraft; readonly report: TestReport }
  | { readonly step: 'failed'; readonly draft: HostDraft; readonly error: AppError };

export function useConnectionTest(id: HostId | null) {
  const { ask } = useActions();
  const [state, setState] = useState<TestState>({ step: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run = useCallback(async (draft: HostDraft) => {
    running.current?.abort();
    const ending = new AbortController();
    running.current = ending;
    setState({ step: 'running', draft });
    const result = await ask('hosts.test', { draft, id }, { signal: ending.signal });
    if (ending.signal.aborted) return;
    setState(result.ok ? { step: 'done', draft, report: result.value } : { step: 'failed', draft, error: result.error });
  }, [ask, id]);
  const stop = useCallback(() => {
    running.current?.abort();
    setState({ step: 'idle' });
  }, []);
  return { state, run, stop };
}
