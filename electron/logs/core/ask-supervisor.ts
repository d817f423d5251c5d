/** The one question put to supervisord (XML-RPC over its socket), and the places of logs in its answer. Pure. */
import type { SupervisorPlaces } from './plan-sources.ts';

const body = '<?xml version="1.0"?><methodCall><methodName>supervisor.getAllProcessInfo</methodName><params></params></methodCall>';
export const supervisorQuestion = `POST /RPC2 HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const maxPrograms = 200;
const member = /<name>([a-z_]{1,40})<\/name>\s*<value>\s*(?:<string>)?([^<]{0,4096})(?:<\/string>)?\s*<\/value>/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function readProcessPlaces(xml: string): SupervisorPlaces['programs'] {
  return xml.split('<struct>').slice(1, maxPrograms + 1).flatMap((part) => {
    const fields = new Map([...part.matchAll(member)].map(([, name = '', value = '']) => [name, decode(value)] as const));
    const name = fields.get('name') ?? '';
    const paths = ['stdout_logfile', 'stderr_logfile', 'logfile'].map((key) => fields.get(key) ?? '').filter((path) => path.startsWith('/') && path !== '/dev/null');
    return name === '' || name.length > 500 ? [] : [{ name, paths: [...new Set(paths)] }];
  });
}

function decode(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (whole, name: string) => entities[name] ?? whole);
}
