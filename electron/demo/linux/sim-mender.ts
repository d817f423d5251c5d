/**
 * The panel's mender as a simulated Pi answers it: what a playbook needs to see before it acts, and the few repairs that
 * mean something here. What a simulation cannot truly do (empty logs, read a pipe, import code) it refuses in words.
 */
import { fieldsOf, showUnit, wordOf, type Fields, type HandPlace } from './hand-place.ts';

export function mend(place: HandPlace, request: Fields): Fields {
  const boot = place.machine.hardware.bootId;
  const done = (answer: Fields): Fields => ({ boot, ok: true, answer });
  const refuse = (because: string): Fields => ({ boot, ok: false, because });
  switch (request['do']) {
    case 'look': return done(look(place, request));
    case 'unit': {
      const result = request['verb'] === 'start' ? place.units.control(['start', wordOf(request['unit'])]) : { code: 0, err: '' };
      return result.code === 0 ? done({ code: 0, text: '' }) : refuse(result.err.trim().slice(0, 300));
    }
    case 'kill-child': {
      const child = place.machine.find(Number(fieldsOf(request['child'])['pid']));
      if (child === null || child.startTicks !== fieldsOf(request['child'])['start'] || child.plan.ppid !== fieldsOf(request['main'])['pid']) return refuse('process-changed');
      return place.signal(child.pid, wordOf(request['signal']).replace(/^SIG/, '')) ? done({ sent: true }) : refuse('not-permitted');
    }
    default: return refuse('not-on-a-simulated-host');
  }
}

function look({ machine, units, clock }: HandPlace, request: Fields): Fields {
  const { hardware } = machine;
  const wanted = (Array.isArray(request['processes']) ? request['processes'] : []).slice(0, 50).map(fieldsOf);
  const free = hardware.diskTotalBytes - hardware.diskUsedBytes;
  const unit = wordOf(request['unit']);
  return {
    boot: hardware.bootId, uid: 1000, at: clock.now() / 1000,
    processes: wanted.map((one) => {
      const found = machine.find(Number(one['pid']));
      if (found === null || found.startTicks !== one['start']) return { pid: Number(one['pid']), gone: 'process-changed' };
      return { pid: found.pid, state: found.state(), wchan: found.wchan(), moved: found.load() > 0.01, pipes: found.plan.output.startsWith('pipe:') ? [{ fd: 1, readable: false, waiting: found.hold?.wchan === 'pipe_write' ? 65_536 : 0, size: 65_536 }] : [] };
    }),
    space: ['/', '/var/log', '/tmp'].map((path) => ({ path, free, total: hardware.diskTotalBytes, inodes: 900_000, readonly: false })),
    redis: { unit: 'redis-server.service', shown: { Id: 'redis-server.service', LoadState: 'loaded', ActiveState: 'active', SubState: 'running', Result: 'success', NRestarts: '0' }, processes: [], may: true },
    ...(unit === '' ? {} : { unit: showUnit(units, unit), journal: machine.records.journal().filter(({ fields }) => fields['_SYSTEMD_UNIT'] === unit || fields['UNIT'] === unit).slice(-300).map(({ fields }) => fields['MESSAGE'] ?? '').join('\n'), may_reset: true }),
    ...(request['logs'] === true ? { logs: [], journal_bytes: null, may_vacuum: true } : {}),
    ...(request['oom'] === true ? { oom: machine.records.journal().flatMap(({ fields }) => ((fields['MESSAGE'] ?? '').includes('Out of memory') ? [fields['MESSAGE'] ?? ''] : [])).slice(-20) } : {}),
  };
}
