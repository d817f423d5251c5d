/**
 * Checks the form field by field and builds the HostDraft. Every problem names one field and one code, so that the
 * sentence stands at the place where the mending happens. Whatever passes here passes the contract's schema.
 */
import { HostDraft } from '#shared/domain/host-config.ts';
import { listOf, type HostField, type HostForm } from './host-form-fields.ts';

export type FieldProblem =
  | 'required'
  | 'too-long'
  | 'has-spaces'
  | 'starts-with-dash'
  | 'has-port'
  | 'not-a-port'
  | 'not-a-user'
  | 'too-many'
  | 'entry-not-a-hop'
  | 'not-a-redis-url'
  | 'password-in-url'
  | 'not-a-path'
  | 'refused';

export type FieldProblems = { readonly [field in HostField]?: FieldProblem };
export type DraftCheck = { readonly draft: HostDraft | null; readonly problems: FieldProblems };

/** What the name becomes when it is left empty. */
export function suggestedName(form: HostForm): string {
  return (form.sshAlias ?? form.address).trim();
}

function problemOfAddress(form: HostForm): FieldProblem | null {
  const address = form.address.trim();
  if (address === '') return form.sshAlias === null ? 'required' : null;
  return problemOfHostName(address);
}

function problemOfHostName(text: string): FieldProblem | null {
  if (text.length > 500) return 'too-long';
  if (/[\s\p{Cc}]/u.test(text)) return 'has-spaces';
  // A leading dash would read as an option to whoever pastes it into a shell.
  if (text.startsWith('-')) return 'starts-with-dash';
  return /^[^:]+:\d+$/.test(text) ? 'has-port' : null;
}

function problemOfPort(text: string): FieldProblem | null {
  const port = text.trim();
  if (port === '') return null;
  return /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535 ? null : 'not-a-port';
}

function problemOfUser(text: string): FieldProblem | null {
  const user = text.trim();
  if (user.length > 200) return 'too-long';
  return /[\s\p{Cc}:]/u.test(user) || user.startsWith('-') ? 'not-a-user' : null;
}

function problemOfJump(text: string): FieldProblem | null {
  const hops = listOf(text);
  if (hops.length > 8) return 'too-many';
  return hops.every((hop) => hop.length <= 500 && /^(?:[^\s@:-][^\s@:]*@)?(?:\[[0-9a-fA-F:.]+(?:%[\w.-]+)?\]|[^\s@:[\]-][^\s@:[\]]*)(?::\d{1,5})?$/.test(hop)) ? null : 'entry-not-a-hop';
}

function problemOfBrokerUrl(text: string): FieldProblem | null {
  const written = text.trim();
  if (written === '') return 'required';
  if (written.length > 2048) return 'too-long';
  let url: URL;
  try {
    url = new URL(written);
  } catch {
    return 'not-a-redis-url';
  }
  if (url.password !== '' || /[?&]password=/i.test(url.search)) return 'password-in-url';
  if (!/^rediss?:$/.test(url.protocol) || url.hostname === '') return 'not-a-redis-url';
  return /^\/?\d*$/.test(url.pathname) ? null : 'not-a-redis-url';
}

function problemsOf(form: HostForm): FieldProblems {
  const tags = listOf(form.tags);
  const logFiles = listOf(form.logFiles);
  const found: { [field in HostField]?: FieldProblem | null } = {
    name: (form.name.trim() || suggestedName(form)) === '' ? 'required' : form.name.trim().length > 500 ? 'too-long' : null,
    address: problemOfAddress(form),
    port: problemOfPort(form.port),
    user: problemOfUser(form.user),
    keyPath: form.method !== 'key' ? null : form.keyPath.trim() === '' ? 'required' : form.keyPath.length > 4096 ? 'too-long' : null,
    jump: problemOfJump(form.jump),
    site: form.site.trim().length > 200 ? 'too-long' : null,
    tags: tags.length > 50 ? 'too-many' : tags.some((tag) => tag.length > 100) ? 'too-long' : null,
    logFiles: logFiles.length > 20 ? 'too-many' : logFiles.some((path) => !/^\/[^\p{Cc}]{1,4095}$/u.test(path) || path.endsWith('/')) ? 'not-a-path' : null,
    brokerUrl: form.brokerFind === 'url' ? problemOfBrokerUrl(form.brokerUrl) : null,
    keyPrefix: form.brokerFind === 'url' && form.keyPrefix.length > 200 ? 'too-long' : null,
  };
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [HostField, FieldProblem] => entry[1] !== null));
}

function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

export function draftOfForm(form: HostForm): DraftCheck {
  const problems = problemsOf(form);
  if (Object.keys(problems).length > 0) return { draft: null, problems };
  const parsed = HostDraft.safeParse({
    name: form.name.trim() || suggestedName(form),
    address: form.address.trim(),
    port: form.port.trim() === '' ? null : Number(form.port.trim()),
    user: orNull(form.user),
    site: orNull(form.site),
    tags: listOf(form.tags),
    login: { method: form.method, keyPath: form.method === 'key' ? form.keyPath.trim() : null },
    jump: listOf(form.jump),
    sshAlias: form.sshAlias,
    broker:
      form.brokerFind === 'url'
        ? { find: 'url', url: form.brokerUrl.trim(), through: form.brokerThrough, keyPrefix: form.keyPrefix }
        : { find: form.brokerFind },
    ...(form.logFiles.trim() === '' ? {} : { logFiles: listOf(form.logFiles) }),
  });
  if (parsed.success) return { draft: parsed.data, problems: {} };
  const field = parsed.error.issues[0]?.path[0];
  return { draft: null, problems: { [typeof field === 'string' && field in form ? field : 'name']: 'refused' } };
}
