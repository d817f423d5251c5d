/**
 * Where supervisord and its programs write, from the lines of its configuration that a host lets out.
 * Must stay true: a path with an expansion that is not known here is no path.
 */
import type { SupervisorPlaces } from './plan-sources.ts';

export function readSupervisorPlaces(text: string): SupervisorPlaces | null {
  const sections = new Map<string, Map<string, string>>();
  let now: Map<string, string> | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\s;.*$/, '').trim();
    const section = /^\[([^\]]{1,200})\]$/.exec(line)?.[1];
    if (section !== undefined) {
      now = sections.get(section) ?? new Map<string, string>();
      sections.set(section, now);
      continue;
    }
    const equals = line.indexOf('=');
    if (now !== null && equals > 0) now.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  if (sections.size === 0) return null;
  const programs = [...sections].flatMap(([section, values]) => {
    const name = /^(?:program|fcgi-program|eventlistener):(.+)$/.exec(section)?.[1];
    return name === undefined ? [] : [{ name, paths: pathsOf(name, values) }];
  });
  return { daemonLog: absolute(sections.get('supervisord')?.get('logfile')), socket: absolute(sections.get('unix_http_server')?.get('file')), programs };
}

function pathsOf(name: string, values: ReadonlyMap<string, string>): readonly string[] {
  const out = expand(values.get('stdout_logfile'), name);
  const errors = values.get('redirect_stderr') === 'true' ? null : expand(values.get('stderr_logfile'), name);
  return [out, errors].filter((path) => path !== null);
}

function expand(value: string | undefined, name: string): string | null {
  return absolute(value?.replaceAll('%(program_name)s', name).replaceAll('%(process_num)d', '0').replaceAll('%(process_num)02d', '00'));
}

function absolute(value: string | undefined): string | null {
  return value !== undefined && value.startsWith('/') && !value.includes('%(') && value !== '/dev/null' ? value : null;
}
