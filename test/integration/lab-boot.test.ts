/** The lab is a measuring instrument: what its Pis claim to be must hold, or every test on them proves nothing. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { farm, flavours } from '#test/lab/lab-spec.ts';
import { tryCommand } from '#test/lab/run-command.ts';
import type { Lab } from '#test/lab/start-lab.ts';
import { startLab } from '#test/lab/start-lab.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const canConnect = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false)).once('timeout', () => end(false));
  });

const ssh = (lab: Lab, name: string, command: string) => {
  const pi = lab.pi(name);
  const options = ['-F', 'none', '-i', lab.sshKeyPath, '-o', `UserKnownHostsFile=${lab.knownHostsPath}`, '-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes'];
  const jump = pi.jump.map((one) => `ssh ${options.join(' ')} -W %h:%p pi@${lab.pi(one).address}`);
  return tryCommand('ssh', [...options, ...(jump[0] ? ['-o', `ProxyCommand=${jump[0]}`] : []), `pi@${pi.address}`, command], { env: { HOME: lab.directory } });
};

describe('the farm', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab(farm);
  });
  afterAll(async () => {
    await lab?.dispose();
  });

  test('has five workers, each its own main process under its own name', async () => {
    expect(lab.workers.map((worker) => worker.name).sort()).toEqual(['w1@pi1', 'w2@pi1', 'w3@pi2', 'w4@pi2', 'w5@pi3']);
    for (const worker of lab.workers) {
      const { stdout } = await lab.pi(worker.spec.pi).exec(['cat', `/proc/${worker.mainPid}/cmdline`]);
      expect(stdout.split('\0')).toContain(`${worker.spec.name}@%h`);
    }
  });

  test('a login finds the right host behind the right key, through the jump host too', async () => {
    const names = await Promise.all(['pi1', 'pi2', 'pi3'].map(async (name) => (await ssh(lab, name, 'hostname; id -un')).stdout.trim()));
    expect(names).toEqual(['pi1\npi', 'pi2\npi', 'pi3\npi']);
  });

  test('the Redis of pi1 answers inside and is not there for anyone outside', async () => {
    expect((await lab.pi('pi1').exec(['redis-cli', 'ping'])).stdout.trim()).toBe('PONG');
    expect(await canConnect(lab.pi('pi1').address, 6379)).toBe(false);
    expect(await canConnect(lab.pi('pi1').address, 22)).toBe(true);
  });

  test('pi3 is out of reach but through pi1', async () => {
    expect(await canConnect(lab.pi('pi3').address, 22)).toBe(false);
  });

  test('the Redis of pi2 wants its password', async () => {
    const ask = (...more: string[]) => lab.pi('pi2').exec(['redis-cli', '-h', lab.pi('pi2').address, ...more, 'ping']);
    expect((await ask()).stdout).toContain('NOAUTH');
    expect((await ask('--no-auth-warning', '-a', 'lab secret/é')).stdout.trim()).toBe('PONG');
  });

  test('each Pi sees its own processes only, and pids signalled are the ones meant', async () => {
    const pi = lab.pi('pi3');
    const { mainPid } = lab.worker('w5@pi3');
    expect((await pi.exec(['ps', '-eo', 'args='])).stdout).not.toContain('w1@');
    expect(pi.kill(mainPid, 'SIGSTOP')).toBe(true);
    expect((await pi.exec(['ps', '-o', 'state=', '-p', String(mainPid)])).stdout.trim()).toBe('T');
    pi.kill(mainPid, 'SIGCONT');
    expect(pi.kill(999_999)).toBe(false);
    expect((await pi.exec(['cat', `/proc/${mainPid}/cgroup`])).stdout).toContain('/session-');
  });

  test('a frozen Pi still accepts TCP and says nothing; thawed it speaks again', async () => {
    const pi = lab.pi('pi2');
    await pi.freeze();
    const banner = new Promise<string>((resolve) => {
      const socket = connect({ host: pi.address, port: 22 });
      socket.once('data', (chunk: Buffer) => {
        resolve(chunk.toString());
        socket.destroy();
      });
      socket.once('error', (error) => resolve(error.message));
    });
    expect(await Promise.race([banner, new Promise((resolve) => setTimeout(() => resolve('silence'), 500))])).toBe('silence');
    pi.thaw();
    expect(await banner).toMatch(/^SSH-2\.0-OpenSSH/);
  });

  test('user pi may restart its own worker and nothing else, and leaves no file behind by logging in', async () => {
    expect((await ssh(lab, 'pi1', 'sudo -n systemctl restart celery-w2.service')).code).toBe(0);
    expect((await ssh(lab, 'pi1', 'sudo -n systemctl stop ssh.service')).code).not.toBe(0);
    await waitFor('w2 to be back', async () => (await lab.pi('pi1').exec(['systemctl', 'is-active', 'celery-w2.service'])).stdout.trim() === 'active', { deadlineMs: 20_000 });
  });
});

describe('the odd Pis', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab(flavours);
  });
  afterAll(async () => {
    await lab?.dispose();
  });

  test('are odd in the way they say', async () => {
    const [python, shell, noise, hidden, clock] = await Promise.all([
      ssh(lab, 'nopython', 'command -v python3 || echo none'),
      ssh(lab, 'fishy', 'echo $FISH_VERSION'),
      ssh(lab, 'noisy', 'true'),
      ssh(lab, 'hidden', 'ls -d /proc/1'),
      ssh(lab, 'skewed', 'date +%s'),
    ]);
    expect(python.stdout.trim()).toBe('none');
    expect(shell.stdout).toMatch(/^\d+\.\d+/);
    expect(noise.stdout).toContain('Welcome to noisy');
    expect(hidden.code).not.toBe(0);
    expect(Number(clock.stdout) - Date.now() / 1000).toBeGreaterThan(7100);
    expect(lab.workers).toHaveLength(5);
  });
});

test('nothing of a lab stays: no mount, no namespace, no group, no process', async () => {
  const lab = await startLab({ pis: [{ name: 'brief', network: { kind: 'own' }, redis: null }], workers: [] });
  const marks = [lab.directory, `fleetbeat-${lab.slot}-brief`];
  await lab.dispose();
  const left = [
    (await tryCommand('cat', ['/proc/self/mounts'])).stdout,
    (await tryCommand('ip', ['netns'])).stdout,
    (await tryCommand('ls', ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'])).stdout,
    (await tryCommand('ps', ['-eo', 'args='])).stdout,
  ].join('\n');
  expect(marks.filter((mark) => left.includes(mark))).toEqual([]);
});
