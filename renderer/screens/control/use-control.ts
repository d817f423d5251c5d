/**
 * One control command from question to receipt. It is sent once; an unanswered one is never repeated by itself,
 * because the worker may still carry it out.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ControlAction, ControlReceipt } from '#shared/domain/control.ts';
import type { AppError } from '#shared/errors.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import { useActions } from '#renderer/state/hooks.tsx';

export type ControlState =
  | { readonly step: 'asking' }
  | { readonly step: 'sending' }
  | { readonly step: 'answered'; readonly receipt: ControlReceipt }
  | { readonly step: 'failed'; readonly error: AppError };

export function useControl(worker: WorkerKey) {
  const { ask } = useActions();
  const [state, setState] = useState<ControlState>({ step: 'asking' });
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => { isMounted.current = false; };
  }, []);
  const send = useCallback(async (action: ControlAction) => {
    setState({ step: 'sending' });
    const result = await ask('worker.control', { worker, action }, { subject: worker });
    // Closing the window does not take the command back; its outcome is then seen in the worker itself.
    if (!isMounted.current) return;
    setState(result.ok ? { step: 'answered', receipt: result.value } : { step: 'failed', error: result.error });
  }, [ask, worker]);
  return { state, send, reset: useCallback(() => setState({ step: 'asking' }), []) };
}

export type TaskNames = { readonly phase: 'loading' | 'known' | 'failed'; readonly names: readonly string[] };

/** The tasks a worker knows, asked once when a dialog that needs them opens. */
export function useTaskNames(worker: WorkerKey, isNeeded: boolean): TaskNames {
  const { ask } = useActions();
  const [names, setNames] = useState<TaskNames>({ phase: 'loading', names: [] });
  useEffect(() => {
    if (!isNeeded) return undefined;
    const ending = new AbortController();
    void ask('worker.registered-tasks', { worker }, { signal: ending.signal, subject: worker }).then((result) => {
      if (ending.signal.aborted) return;
      setNames(result.ok ? { phase: 'known', names: result.value.tasks } : { phase: 'failed', names: [] });
    });
    return () => ending.abort();
  }, [ask, worker, isNeeded]);
  return names;
}
