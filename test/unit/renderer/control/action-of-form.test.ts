/** Control dialogs: the action that is built is exactly what the fields say, or none is. */
import { describe, expect, it } from 'vitest';
import { ControlAction } from '#shared/domain/control.ts';
import { TaskId } from '#shared/domain/ids.ts';
import { actionOfForm, controlFormOf, type ControlForm } from '#renderer/screens/control/action-of-form.ts';

const id = TaskId.parse('fdf6e319');

describe('actionOfForm', () => {
  it.each<[ControlForm, object]>([
    [controlFormOf('pool-grow', { count: '2' }), { kind: 'pool-grow', by: 2 }],
    [controlFormOf('pool-shrink'), { kind: 'pool-shrink', by: 1 }],
    [controlFormOf('autoscale', { min: '1', max: '4' }), { kind: 'autoscale', min: 1, max: 4 }],
    [controlFormOf('rate-limit', { task: ' t.scan ', rate: '1,5', per: 's' }), { kind: 'rate-limit', task: 't.scan', rate: '1.5/s' }],
    [controlFormOf('rate-limit', { task: 't', rate: 'x', per: 'none' }), { kind: 'rate-limit', task: 't', rate: '0' }],
    [controlFormOf('time-limit', { task: 't', softS: '30', hardS: '' }), { kind: 'time-limit', task: 't', softS: 30, hardS: null }],
    [controlFormOf('add-consumer', { queue: ' q2 ' }), { kind: 'add-consumer', queue: 'q2' }],
    [controlFormOf('cancel-consumer', { queue: 'q2' }), { kind: 'cancel-consumer', queue: 'q2' }],
    [controlFormOf('revoke', { taskIds: [id], terminate: true, signal: 'SIGKILL' }), { kind: 'revoke', tasks: [id], terminate: true, signal: 'SIGKILL' }],
    [controlFormOf('enable-events'), { kind: 'enable-events' }],
    [controlFormOf('disable-events'), { kind: 'disable-events' }],
  ])('builds %j', (form, action) => {
    expect(actionOfForm(form)).toEqual({ action, problems: {} });
    expect(ControlAction.safeParse(action).success).toBe(true);
  });
  it.each<[ControlForm, object]>([
    [controlFormOf('pool-grow', { count: '0' }), { count: 'not-a-count' }],
    [controlFormOf('pool-grow', { count: '1e1' }), { count: 'not-a-count' }],
    [controlFormOf('pool-shrink', { count: '101' }), { count: 'not-a-count' }],
    [controlFormOf('autoscale', { min: '5', max: '4' }), { min: 'min-over-max' }],
    [controlFormOf('autoscale', { min: '', max: '0' }), { min: 'not-a-count', max: 'not-a-count' }],
    [controlFormOf('rate-limit', { rate: '0' }), { task: 'required', rate: 'not-a-rate' }],
    [controlFormOf('rate-limit', { task: 'x'.repeat(501) }), { task: 'too-long' }],
    [controlFormOf('time-limit', { task: 't', softS: '0', hardS: '-1' }), { softS: 'not-seconds', hardS: 'not-seconds' }],
    [controlFormOf('time-limit', { task: 't', softS: '60', hardS: '30' }), { softS: 'soft-not-below-hard' }],
    [controlFormOf('add-consumer'), { queue: 'required' }],
    [controlFormOf('revoke'), { taskIds: 'required' }],
    [controlFormOf('revoke', { taskIds: new Array<TaskId>(101).fill(id) }), { taskIds: 'too-many' }],
  ])('refuses %j', (form, problems) => {
    expect(actionOfForm(form)).toEqual({ action: null, problems });
  });
  it('builds nothing that the contract refuses', () => {
    const bits = ['', '0', '1', '999', '1001', '1.5', '1,5', ' 7 ', '-3', 'Infinity', '<b>', '\n', '0.0001', '9'.repeat(30)];
    const kinds = ['pool-grow', 'pool-shrink', 'autoscale', 'rate-limit', 'time-limit', 'add-consumer', 'cancel-consumer'] as const;
    for (let seed = 0; seed < 4000; seed += 1) {
      const pick = (salt: number): string => bits[(seed * 13 + salt * 5 + ((seed * salt) % 11)) % bits.length] ?? '';
      const kind = kinds[seed % kinds.length] ?? 'pool-grow';
      const { action } = actionOfForm(controlFormOf(kind, { count: pick(1), min: pick(2), max: pick(3), task: pick(4), rate: pick(5), per: seed % 2 ? 's' : 'h', softS: pick(6), hardS: pick(7), queue: pick(8) }));
      if (action) expect(ControlAction.safeParse(action).success, JSON.stringify(action)).toBe(true);
    }
  });
});
