/**
 * Containers, alone or of a Compose project. Acts on the one container; a removed one is made again by Compose, when there is one.
 * Must stay true: never `down`, never another service; a container without a shell is stopped like any other.
 */
import type { HandAct } from '#electron/supervision/core/hand-talk.ts';
import { fieldsOf, numberOf, textOf, type Fields } from '#electron/supervision/core/read-answer.ts';
import { noActs, refusal, type BackendActs, type BackendFacts, type BackendHandle, type BackendVerb, type Refusal, type SupervisionBackend } from '#electron/supervision/core/supervision-backend.ts';

type Own = Extract<BackendHandle, { kind: 'docker' }>;
type Facts = BackendFacts<Own>;

const containerOf = ({ answer }: Facts): Fields => fieldsOf(answer.raw['container']);
const isGone = (facts: Facts): boolean => containerOf(facts)['isAbsent'] === true;

export type ComposePlace = { readonly project: string; readonly service: string; readonly folder: string; readonly files: readonly string[] };

/** Out of the container's labels; null: it is of no project. */
export function composePlace(container: Fields): ComposePlace | null {
  const labels = fieldsOf(container['labels']);
  const project = textOf(labels['com.docker.compose.project'], 200);
  const service = textOf(labels['com.docker.compose.service'], 200);
  if (project === null || service === null || project.startsWith('-') || service.startsWith('-')) return null;
  const files = (textOf(labels['com.docker.compose.project.config_files'], 1000) ?? '').split(',').filter((file) => file !== '');
  return { project, service, folder: textOf(labels['com.docker.compose.project.working_dir'], 1000) ?? '/', files };
}

/** `up` of one service only: the same words for Compose 1 and 2, which differ in the program alone. */
export function composeUp(program: readonly string[], { project, service, folder, files }: ComposePlace): readonly string[] {
  const given = files.map((file) => (file.startsWith('/') ? file : `${folder}/${file}`));
  return [...program, '-p', project, ...given.flatMap((file) => ['-f', file]), 'up', '-d', '--no-deps', service];
}

function composeProgram(facts: Facts): readonly string[] | null {
  const tools = fieldsOf(facts.answer.raw['compose']);
  if (tools['v2'] === true && facts.host.docker !== null) return [facts.host.docker, 'compose'];
  const one = textOf(tools['v1']);
  return one === null ? null : [one];
}

function remembered(facts: Facts): ComposePlace | null {
  return composePlace(containerOf(facts)) ?? composePlace(fieldsOf(fieldsOf(facts.captured)['container']));
}

function refuse(verb: BackendVerb, facts: Facts): Refusal | null {
  if (facts.host.docker === null) return refusal('tool-missing', 'docker');
  if (isGone(facts)) return verb === 'start' && remembered(facts) !== null && composeProgram(facts) !== null ? null : refusal('backend-missing', facts.handle.container.slice(0, 12));
  const error = textOf(containerOf(facts)['error'], 300);
  if (error !== null) return refusal(/permission denied/i.test(error) ? 'no-docker-access' : 'cannot-look', error, /permission denied/i.test(error) ? { file: null, lines: [`sudo usermod -aG docker ${/^[\w.-]+$/.test(facts.host.user) ? facts.host.user : 'USER'}`] } : null);
  return null;
}

function acts(verb: BackendVerb, facts: Facts): readonly HandAct[] {
  const id = facts.handle.container;
  const compose = composeProgram(facts);
  const place = remembered(facts);
  if (verb !== 'stop' && isGone(facts) && place !== null && compose !== null) return [{ do: 'exec', argv: composeUp(compose, place), seconds: 300 }];
  const seconds = numberOf(containerOf(facts)['stopTimeout']) ?? 10;
  if (verb === 'start') return [{ do: 'docker', arguments: ['start', id], seconds: 120 }];
  // its main has ended by now where a signal could be sent; else this is the only stop there is, with the container's own patience
  if (verb === 'stop') return [{ do: 'docker', arguments: ['stop', id], seconds: seconds + 60 }];
  return [{ do: 'docker', arguments: ['restart', id], seconds: seconds + 120 }];
}

/** The policy as `docker update` takes it; null: the container is not brought back by Docker. */
function policyOf(facts: Facts): string | null {
  const container = containerOf(facts);
  const name = textOf(container['restart'], 40);
  if (name === 'always' || name === 'unless-stopped') return name;
  return name === 'on-failure' ? `on-failure:${String(numberOf(container['restartMax']) ?? 0)}` : null;
}

/**
 * Docker takes a signal to the container's first process as a wish to stop. A worker behind a shell is signalled past
 * Docker: its end would start the container anew, and what comes next would kill the newborn with tasks in its hands.
 */
function withPolicyHeld(verb: BackendVerb, facts: Facts): BackendActs {
  const plainActs: BackendActs = { ...noActs, acts: acts(verb, facts), seconds: 120 };
  const policy = policyOf(facts);
  const inner = facts.process?.main.nspid.at(-1);
  if (verb === 'start' || policy === null || inner === undefined || inner === 1) return plainActs;
  const set = (wanted: string): HandAct => ({ do: 'docker', arguments: ['update', '--restart', wanted, facts.handle.container], seconds: 30 });
  return { ...plainActs, hold: [set('no')], release: [set(policy)], acts: verb === 'stop' ? [...plainActs.acts, set(policy)] : [set(policy), ...plainActs.acts] };
}

export const dockerBackend: SupervisionBackend<Own> = {
  kind: 'docker',
  ask: ({ container }) => ({ container }),
  lock: ({ container }) => `docker/${container}`,
  describe: (facts) => {
    const container = containerOf(facts);
    const place = remembered(facts);
    const policy = textOf(container['restart'], 40);
    const stopTimeout = numberOf(container['stopTimeout']);
    return {
      kind: place === null ? 'docker' : 'compose',
      name: place === null ? (textOf(container['name'], 200) ?? facts.handle.container.slice(0, 12)) : `${place.project}/${place.service}`,
      restartsByItself: policy === null ? null : policy === 'always' || policy === 'unless-stopped',
      killsAfterMs: container['error'] === undefined ? (stopTimeout ?? 10) * 1000 : null,
      signalsChildren: false, alsoStops: [], user: facts.process?.main.user ?? null,
    };
  },
  statusWords: (facts) => textOf(containerOf(facts)['status'], 100) ?? textOf(containerOf(facts)['error'], 200) ?? '',
  refuse,
  signalBy: (facts) => {
    const inner = facts.process?.main.nspid.at(-1);
    return inner === undefined || containerOf(facts)['error'] !== undefined ? null : { by: 'docker', container: facts.handle.container, inner };
  },
  acts: withPolicyHeld,
  status: (facts) => ({ by: 'docker', container: facts.handle.container }),
};
