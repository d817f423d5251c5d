import { expect, test } from 'vitest';
import { parseFleetFile, writeFleetFile } from '#electron/fleet-file/index.ts';
import { defaultAlertChoices, type AlertRule } from '#shared/domain/alert.ts';
import { hostDraft } from '#test/fakes/fleet-views.ts';

const problems = (text: string): unknown => {
  const parsed = parseFleetFile(text);
  return parsed.ok ? parsed.value.hosts : parsed.error.problems.map(({ line, column, path, reason, about }) => [line, column, path, reason, about]);
};

test('a whole file is read, with its short forms', () => {
  const text = `version: 1
hosts:
  - name: pi-atelier
    address: 192.0.2.10
    port: 2222
    user: pi
    site: atelier
    tags: [prod, video]
    login: { key: ~/.ssh/id_ed25519 }
    jump: bastion
    broker: { url: redis://worker@127.0.0.1:6379/0, key-prefix: 'app:' }
  - ssh-alias: pi-garage
    login: agent
    broker: none
`;
  expect(problems(text)).toEqual([
    hostDraft({ port: 2222, site: 'atelier', tags: ['prod', 'video'], login: { method: 'key', keyPath: '~/.ssh/id_ed25519' }, jump: ['bastion'], broker: { find: 'url', url: 'redis://worker@127.0.0.1:6379/0', through: 'ssh', keyPrefix: 'app:' } }),
    hostDraft({ name: 'pi-garage', address: '', user: null, sshAlias: 'pi-garage', login: { method: 'agent', keyPath: null }, broker: { find: 'none' } }),
  ]);
  expect(problems('{"hosts":[{"address":"192.0.2.10","user":"pi","name":"pi-atelier"}]}')).toEqual([hostDraft()]);
});

test.each<[string, string, unknown]>([
  ['an unknown key, at the key', 'hosts:\n  - name: a\n    adress: 192.0.2.1\n    address: x\n', [[3, 5, 'hosts.0.adress', 'unknown-key', 'adress']]],
  ['a port out of range, at the value', 'hosts:\n  - address: a\n    port: 70000\n', [[3, 11, 'hosts.0.port', 'too-large', 'at most 65535']]],
  ['a port that is text', 'hosts:\n  - address: a\n    port: ssh\n', [[3, 11, 'hosts.0.port', 'wrong-kind', 'a number']]],
  ['no address at all, at the host', 'hosts:\n  - name: a\n', [[2, 5, 'hosts.0', 'missing', 'address']]],
  ['no hosts', 'version: 1\n', [[1, 1, '', 'missing', 'hosts']]],
  ['an empty file', '', [[1, 1, '', 'wrong-kind', 'keys and values']]],
  ['another version', 'version: 7\nhosts: []\n', [[1, 10, 'version', 'version', '1']]],
  ['a login that is not one', 'hosts:\n  - address: a\n    login: telnet\n', [[3, 12, 'hosts.0.login', 'not-allowed', 'auto, agent, password, keyboard-interactive or keys and values']]],
  ['a key beside a login', 'hosts:\n  - address: a\n    login: { key: k, password: hunter2 }\n', [[3, 22, 'hosts.0.login.password', 'unknown-key', 'password']]],
  ['a password in a URL', 'hosts:\n  - address: a\n    broker:\n      url: redis://u:hunter2@h:6379/0\n', [[4, 12, 'hosts.0.broker.url', 'secret', '']]],
  ['a password alone in a URL', 'hosts:\n  - address: a\n    broker: { url: "redis://:hunter2@h" }\n', [[3, 20, 'hosts.0.broker.url', 'secret', '']]],
  ['a URL of another kind', 'hosts:\n  - address: a\n    broker: { url: amqp://h }\n', [[3, 20, 'hosts.0.broker.url', 'not-allowed', 'redis://host:port/db or rediss://…']]],
  ['a name twice', 'hosts:\n  - { name: a, address: x }\n  - { name: a, address: y }\n', [[3, 13, 'hosts.1.name', 'repeated-name', 'a']]],
  ['a key twice', 'hosts:\n  - address: a\n    address: b\n', [[3, 5, '', 'syntax', 'this key is given twice']]],
  ['a tab', 'hosts:\n\t- address: a\n', [[2, 1, '', 'syntax', 'a tab is used for indentation: use spaces']]],
  ['an open quote', 'hosts:\n  - address: "a\n', [[3, 1, '', 'syntax', 'a character is missing here: a closing quote, bracket, comma or colon']]],
])('FF1 %s is told with line and column', (_name, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test('FF1 FF2 several mistakes are told together, at most fifty, and no value is ever repeated', () => {
  const parsed = parseFleetFile(`hosts:\n${'  - { address: 7, password: hunter2 }\n'.repeat(60)}`);
  expect(parsed.ok ? null : parsed.error.problems.length).toBe(50);
  expect(JSON.stringify(parsed)).not.toContain('hunter2');
});

test.each([
  'version: hunter2\nhosts: []\n', 'hosts: hunter2\n', 'hosts: [hunter2]\n', 'hosts:\n  - { address: [hunter2] }\n', 'hosts:\n  - { address: a, port: hunter2 }\n', 'hosts:\n  - { address: a, user: [hunter2] }\n', 'hosts:\n  - { address: a, tags: hunter2 }\n',
  'hosts:\n  - { address: a, login: hunter2 }\n', 'hosts:\n  - { address: a, login: { key: [hunter2] } }\n', 'hosts:\n  - { address: a, jump: [[hunter2]] }\n', 'hosts:\n  - { address: a, broker: hunter2 }\n', 'hosts:\n  - { address: a, broker: { url: "redis://:hunter2@h" } }\n',
  'hosts:\n  - { address: a, broker: { url: "redis://h", through: hunter2 } }\n', 'hosts:\n  - { address: a, logs: [hunter2] }\n', 'hosts:\n  - address: "hunter2\n', 'hosts:\n  - address: hunter2: x\n', 'hosts:\n  - address: *hunter2\n', 'hosts: []\nalerts:\n  rules:\n    - { rule: worker-deaf, severity: hunter2 }\n',
  'hosts: []\nalerts:\n  quiet-hours: { from: hunter2, to: "07:00" }\n',
])('FF2 a password in the wrong place is not repeated: %j', (text) => {
  const parsed = parseFleetFile(text);
  expect([parsed.ok, JSON.stringify(parsed).includes('hunter2')]).toEqual([false, false]);
});

test('FF4 defaults are left out, and hosts stand in the order of their names whatever the order of the fleet', () => {
  const plain = { user: null, tags: [], jump: [], site: null, port: null };
  const hosts = [hostDraft({ ...plain, name: 'b', address: 'b' }), hostDraft({ ...plain, name: 'a', address: '192.0.2.1' })];
  const written = writeFleetFile(hosts, defaultAlertChoices);
  expect(written.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))).toEqual(['version: 1', 'hosts:', '  - name: a', '    address: 192.0.2.1', '  - name: b', '    address: b']);
  expect(writeFleetFile([...hosts].reverse(), defaultAlertChoices)).toBe(written);
});

test.each([
  ['an alias bomb', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`).join('\n')}\nhosts: []\n`],
  ['deep nesting', '['.repeat(5000)],
  ['a custom tag', 'hosts: !!js/function "x"\n'],
  ['a prototype', '{"__proto__":{"hosts":[]}}'],
  ['NUL bytes', 'hosts:\0'],
  ['two documents', '---\nhosts: []\n---\nhosts: []\n'],
  ['3 MB', `# ${'x'.repeat(3_000_000)}`],
])('%s is refused without harm', (_name, text) => expect(parseFleetFile(text).ok).toBe(false));

test('FF4 FF5 what is written reads back the same, in one order, without a password', () => {
  const drafts = [
    hostDraft({ name: 'a: "b"\n#c', tags: ['no', '1', '- x'], jump: ['u@j:22'], login: { method: 'password', keyPath: null } }),
    hostDraft({ name: 'b', login: { method: 'key', keyPath: '/k' }, sshAlias: 'x', broker: { find: 'url', url: 'rediss://u@h:1/2', through: 'direct', keyPrefix: 'p' } }),
    hostDraft({ name: 'c', broker: { find: 'none' }, user: null, port: 22, site: 's' }),
  ];
  const text = writeFleetFile(drafts, defaultAlertChoices);
  expect(parseFleetFile(text)).toEqual({ ok: true, value: { hosts: drafts, alerts: null } });
  expect(writeFleetFile([...drafts].reverse(), defaultAlertChoices)).toBe(text);
  expect(text.startsWith('# Fleetbeat fleet file')).toBe(true);
  const secret = writeFleetFile([hostDraft({ broker: { find: 'url', url: 'redis://u:hunter2@h/0', through: 'ssh', keyPrefix: '' } })], defaultAlertChoices);
  expect([secret.includes('hunter2'), secret.includes('redis://u@h/0')]).toEqual([false, true]);
});

test('FF6 alert rules and quiet hours go out and come back the same', () => {
  const rule = (own: Partial<Omit<AlertRule, 'id'>> & { id: string }): AlertRule => ({ condition: 'host-memory-over', threshold: 85, dwellMs: 90_000, clearMs: 60_000, severity: 'critical', isOn: true, ...own } as AlertRule);
  const chosen = {
    rules: [rule({ id: 'worker-deaf', condition: 'worker-deaf', threshold: null, isOn: false }), rule({ id: 'host-memory-over' }), rule({ id: 'my-queue', condition: 'queue-over', threshold: 50, dwellMs: 500 })],
    quietHours: { isOn: true, fromMinute: 23 * 60 + 5, toMinute: 6 * 60, days: [0, 6], lettingCritical: false },
  };
  const parsed = parseFleetFile(writeFleetFile([hostDraft()], chosen));
  expect(parsed).toEqual({ ok: true, value: { hosts: [hostDraft()], alerts: { rules: [...chosen.rules].sort((a, b) => (a.id < b.id ? -1 : 1)), quietHours: chosen.quietHours } } });
  expect(writeFleetFile([], { rules: [], quietHours: defaultAlertChoices.quietHours })).not.toContain('alerts');
});

test('FF6 a rule may say only what it changes', () => {
  const parsed = parseFleetFile('hosts: []\nalerts:\n  rules:\n    - { rule: host-memory-over, threshold: 85 }\n    - { rule: worker-deaf, on: false }\n');
  expect(parsed.ok ? parsed.value.alerts : parsed).toEqual({
    quietHours: null,
    rules: [
      { id: 'host-memory-over', condition: 'host-memory-over', threshold: 85, dwellMs: 60_000, clearMs: 60_000, severity: 'warning', isOn: true },
      { id: 'worker-deaf', condition: 'worker-deaf', threshold: null, dwellMs: 30_000, clearMs: 15_000, severity: 'critical', isOn: false },
    ],
  });
});

test.each<[string, string, unknown]>([
  ['a threshold no form would take', '    - { rule: host-memory-over, threshold: 900 }\n', [[4, 44, 'alerts.rules.0.threshold', 'not-allowed', '1 – 100']]],
  ['a threshold where there is none', '    - { rule: worker-deaf, threshold: 9 }\n', [[4, 39, 'alerts.rules.0.threshold', 'not-allowed', 'nothing']]],
  ['a default rule with another condition', '    - { rule: worker-deaf, condition: queue-over }\n', [[4, 39, 'alerts.rules.0.condition', 'not-allowed', 'worker-deaf']]],
  ['a rule of no known kind', '    - { rule: mine }\n', [[4, 7, 'alerts.rules.0', 'missing', 'condition']]],
  ['an own rule without its threshold', '    - { rule: mine, condition: queue-over }\n', [[4, 7, 'alerts.rules.0', 'missing', 'threshold']]],
  ['a rule twice', '    - { rule: worker-deaf, on: false }\n    - { rule: worker-deaf, on: true }\n', [[5, 15, 'alerts.rules.1.rule', 'repeated-name', 'worker-deaf']]],
  ['a channel, which has a secret', '    - { rule: worker-deaf, webhook: "https://hooks.example/hunter2" }\n', [[4, 28, 'alerts.rules.0.webhook', 'unknown-key', 'webhook']]],
])('FF6 %s is told with its place', (_name, rules, expected) => {
  expect(problems(`hosts: []\nalerts:\n  rules:\n${rules}`)).toEqual(expected);
});
