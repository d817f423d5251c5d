/** The wish for a supervisor from its fields: names, folders, figures; a doubt builds nothing. */
import { describe, expect, it } from 'vitest';
import { initialFields, requestOf, type DeployFields } from '#renderer/screens/deploy/deploy-form.ts';
import { DeployRequest } from '#shared/domain/deployment.ts';
import { makeHost, makeWorker } from '#test/fakes/fleet-fixtures.ts';

const at = 1_800_000_000_000;
const host = makeHost({ name: 'pi3', at });
const fields = initialFields(['scan@pi3', 'scan@other', '"; rm -rf /@x'].map((name) => makeWorker({ name, host, at })));
const include = (change: Partial<DeployFields['programs'][number]> = {}): DeployFields => ({ ...fields, isKept: false, programs: fields.programs.map((program, index) => (index === 0 ? { ...program, isIncluded: true, ...change } : program)) });

describe('the form', () => {
  it('proposes names that a program may have, each once', () => expect(fields.programs.map(({ name }) => name)).toEqual(['scan', 'scan-2', 'rm--rf-']));
  it('keeps what is there unless told otherwise', () => expect(requestOf(host.id, fields).request).toEqual({ host: host.id, form: null, directory: null, programs: null }));
  it('makes a request the contract accepts', () => {
    const { request } = requestOf(host.id, { ...include({ memoryMb: '500', stuckS: '300', takesOver: true }), form: 'user-unit', directory: ' /home/pi/fb ' });
    expect(DeployRequest.parse(request)).toMatchObject({ form: 'user-unit', directory: '/home/pi/fb', programs: [{ kind: 'like-worker', name: 'scan', takesOver: true, limits: { memoryLimitMb: 500, stuckAfterS: 300, recycleAfterTasks: null } }] });
  });
  it('builds nothing from a name, a figure or a folder that is not right', () => {
    expect(requestOf(host.id, include({ name: '../x' })).wrong.get(fields.programs[0]?.worker as never)).toEqual(['name']);
    expect(requestOf(host.id, include({ memoryMb: '8', recycleTasks: '1.5' })).wrong.get(fields.programs[0]?.worker as never)).toEqual(['memoryMb', 'recycleTasks']);
    for (const directory of ['relative', '/a b', '/$(id)', '~/x']) expect(requestOf(host.id, { ...fields, directory }).request, directory).toBeNull();
  });
  it('refuses one name for two programs', () => {
    const two = { ...fields, isKept: false, programs: fields.programs.map((program) => ({ ...program, isIncluded: true, name: 'same' })) };
    expect(requestOf(host.id, two).request).toBeNull();
  });
});
