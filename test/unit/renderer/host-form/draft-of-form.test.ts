/** The add/edit form: what becomes a draft, and which sentence stands at which field. */
import { describe, expect, it } from 'vitest';
import { HostConfig, HostDraft } from '#shared/domain/host-config.ts';
import { draftOfForm } from '#renderer/screens/host-form/draft-of-form.ts';
import { emptyHostForm, formOfAlias, formOfConfig, listOf, splitAddress, type HostForm } from '#renderer/screens/host-form/host-form-fields.ts';

const good: HostForm = { ...emptyHostForm, name: ' Atelier ', address: ' pi3.local ', user: 'pi' };

describe('draftOfForm', () => {
  it('builds a whole draft', () => {
    const form: HostForm = { ...good, port: '2222', method: 'key', keyPath: ' /home/o/.ssh/id_pi ', jump: 'gate, pi@inner:2200', site: 'Lyon', tags: 'camera, camera\nscan', brokerFind: 'url', brokerUrl: 'rediss://celery@10.0.0.5:6380/2', brokerThrough: 'direct', keyPrefix: 'p_' };
    expect(draftOfForm(form)).toEqual({
      problems: {},
      draft: {
        name: 'Atelier', address: 'pi3.local', port: 2222, user: 'pi', site: 'Lyon', tags: ['camera', 'scan'],
        login: { method: 'key', keyPath: '/home/o/.ssh/id_pi' }, jump: ['gate', 'pi@inner:2200'], sshAlias: null,
        broker: { find: 'url', url: 'rediss://celery@10.0.0.5:6380/2', through: 'direct', keyPrefix: 'p_' },
      },
    });
  });
  it('takes the address as name when none is given, and needs none with an alias', () => {
    expect(draftOfForm({ ...good, name: '' }).draft?.name).toBe('pi3.local');
    const alias = formOfAlias({ alias: 'garage', address: '10.0.0.9', user: 'pi', port: 22, jump: [], isKnown: true }, emptyHostForm);
    expect(draftOfForm(alias).draft).toMatchObject({ name: 'garage', address: '', sshAlias: 'garage', user: null });
  });
  it.each<[Partial<HostForm>, object]>([
    [{ address: '', name: '' }, { address: 'required', name: 'required' }],
    [{ address: 'two words' }, { address: 'has-spaces' }],
    [{ address: '-oProxyCommand=x' }, { address: 'starts-with-dash' }],
    [{ address: 'pi3:22' }, { address: 'has-port' }],
    [{ address: 'fe80::1' }, {}],
    [{ address: 'x'.repeat(501) }, { address: 'too-long' }],
    [{ port: '0' }, { port: 'not-a-port' }],
    [{ port: '65536' }, { port: 'not-a-port' }],
    [{ port: '22x' }, { port: 'not-a-port' }],
    [{ user: 'a b' }, { user: 'not-a-user' }],
    [{ user: '-l' }, { user: 'not-a-user' }],
    [{ method: 'key', keyPath: ' ' }, { keyPath: 'required' }],
    [{ jump: 'ok, bad hop' }, { jump: 'entry-not-a-hop' }],
    [{ jump: '-oX' }, { jump: 'entry-not-a-hop' }],
    [{ jump: 'pi@[fe80::1%eth0]:22' }, {}],
    [{ jump: 'a,b,c,d,e,f,g,h,i' }, { jump: 'too-many' }],
    [{ tags: 'x'.repeat(101) }, { tags: 'too-long' }],
    [{ brokerFind: 'url', brokerUrl: '' }, { brokerUrl: 'required' }],
    [{ brokerFind: 'url', brokerUrl: 'amqp://x' }, { brokerUrl: 'not-a-redis-url' }],
    [{ brokerFind: 'url', brokerUrl: 'redis://u:secret@x/0' }, { brokerUrl: 'password-in-url' }],
    [{ brokerFind: 'url', brokerUrl: 'redis://:secret@x/0' }, { brokerUrl: 'password-in-url' }],
    [{ brokerFind: 'url', brokerUrl: 'redis://x/notanumber' }, { brokerUrl: 'not-a-redis-url' }],
    [{ brokerFind: 'url', brokerUrl: 'redis://x' }, {}],
    [{ brokerFind: 'none', brokerUrl: 'nonsense' }, {}],
  ])('judges %j', (change, problems) => {
    expect(draftOfForm({ ...good, ...change }).problems).toEqual(problems);
  });
  it('makes only drafts that the contract accepts', () => {
    const bits = ['', ' ', 'pi', 'a@b', '-x', '[::1]', '22', '<b>', "'\"", '\n', 'é'.repeat(200), '\u0000', 'redis://h/1', '../../x'];
    for (let seed = 0; seed < 3000; seed += 1) {
      const pick = (salt: number): string => bits[(seed * 31 + salt * 17 + ((seed * salt) % 7)) % bits.length] ?? '';
      const { draft, problems } = draftOfForm({ ...emptyHostForm, name: pick(1), address: pick(2), port: pick(3), user: pick(4), method: seed % 2 ? 'key' : 'auto', keyPath: pick(5), jump: pick(6), site: pick(7), tags: pick(8), brokerFind: seed % 3 ? 'url' : 'auto', brokerUrl: pick(9), keyPrefix: pick(10) });
      if (draft) expect(HostDraft.safeParse(draft).success).toBe(true);
      else expect(Object.keys(problems).length).toBeGreaterThan(0);
    }
  });
});

describe('form texts', () => {
  it('splits pasted addresses', () => {
    expect(splitAddress('ssh://pi@pi3:2222/')).toEqual({ user: 'pi', address: 'pi3', port: '2222' });
    expect(splitAddress('[fe80::1]:22')).toEqual({ user: null, address: 'fe80::1', port: '22' });
    expect(splitAddress('fe80::1')).toEqual({ user: null, address: 'fe80::1', port: null });
    expect(splitAddress('@x')).toEqual({ user: null, address: '@x', port: null });
  });
  it('reads lists', () => expect(listOf(' a, b,,\n a ,c')).toEqual(['a', 'b', 'c']));
  it('shows a stored host and gives it back unchanged', () => {
    const draft = draftOfForm({ ...good, tags: 'a, b', jump: 'gate' }).draft;
    const config = HostConfig.parse({ ...draft, id: 'h1', isOn: true });
    expect(draftOfForm(formOfConfig(config)).draft).toEqual(draft);
  });
});
