/**
 * One real worker under each way of supervising, on a lab Pi that holds them all (`withSupervisors`). Its queue bears its name.
 * Commands go as arguments or as a script's standard input; what fails says so with the Pi's own words.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SupervisionKind } from '#shared/domain/supervision.ts';
import { applicationDirectory } from './pi-files.ts';
import type { LabPi } from './start-lab.ts';
import { mainsOf } from './supervision-kit.ts';
import { waitFor } from './wait-for.ts';

export type Supervised = {
  readonly kind: SupervisionKind;
  /** Node name before the @, and its queue. */
  readonly name: string;
  /** What the panel should call it. */
  readonly label: string | RegExp;
  setUp(pi: LabPi): Promise<void>;
  /** How often its supervisor has started it, where that is written down. */
  starts?(pi: LabPi): Promise<number>;
};

export async function inPi(pi: LabPi, script: string, timeoutMs = 120_000): Promise<string> {
  const end = await pi.exec(['/bin/sh', '-eu'], { input: script, timeoutMs });
  if (end.code !== 0) throw new Error(`in ${pi.name}: ended with ${String(end.code)}: ${end.stderr.trim().slice(-1500)}\n${script.slice(0, 400)}`);
  return end.stdout;
}

const python = '/usr/bin/python3';
const command = (name: string, more = ''): string => `${python} -m celery -A tapp worker -n ${name}@%h -c 2 -Q ${name} -l INFO${more}`;
const environment = (pi: LabPi): readonly string[] => [`CELERY_BROKER_URL=${pi.brokerUrl ?? ''}`, `CELERY_RESULT_BACKEND=${pi.brokerUrl ?? ''}`, 'LANG=C.UTF-8', 'C_FORCE_ROOT=1'];

async function untilUp(pi: LabPi, name: string): Promise<void> {
  await waitFor(`${name} to run`, async () => (await mainsOf(pi, name)).length === 1, { deadlineMs: 60_000, everyMs: 300 });
}

const unitText = (pi: LabPi, name: string, user: string | null): string => [
  '[Unit]', `Description=Celery worker ${name}`, 'StartLimitIntervalSec=0', '[Service]', ...(user === null ? [] : [`User=${user}`]), `WorkingDirectory=${applicationDirectory}`, 'Restart=always', 'RestartSec=1', 'TimeoutStopSec=20',
  ...environment(pi).map((pair) => `Environment="${pair}"`), `ExecStart=${command(name).replaceAll('%', '%%')}`, '[Install]', 'WantedBy=default.target', '',
].join('\n');

const systemd: Supervised = {
  kind: 'systemd-system', name: 'sys', label: 'celery-sys.service',
  setUp: async (pi) => {
    await inPi(pi, `cat > /etc/systemd/system/celery-sys.service <<'EOF'\n${unitText(pi, 'sys', 'pi')}EOF
printf 'pi ALL=(root) NOPASSWD: %s\\n' '/usr/bin/systemctl start celery-sys.service, /usr/bin/systemctl stop celery-sys.service, /usr/bin/systemctl restart celery-sys.service' > /etc/sudoers.d/celery-sys
chmod 0440 /etc/sudoers.d/celery-sys
systemctl daemon-reload && systemctl start celery-sys.service`);
    await untilUp(pi, 'sys');
  },
};

const systemdUser: Supervised = {
  kind: 'systemd-user', name: 'usr', label: 'celery-usr.service',
  setUp: async (pi) => {
    await inPi(pi, `loginctl enable-linger pi
mkdir -p /home/pi/.config/systemd/user && cat > /home/pi/.config/systemd/user/celery-usr.service <<'EOF'\n${unitText(pi, 'usr', null)}EOF
chown -R pi:pi /home/pi/.config
for i in $(seq 100); do [ -S /run/user/$(id -u pi)/systemd/private ] && break; sleep 0.1; done
runuser -u pi -- env XDG_RUNTIME_DIR=/run/user/$(id -u pi) systemctl --user daemon-reload
runuser -u pi -- env XDG_RUNTIME_DIR=/run/user/$(id -u pi) systemctl --user start celery-usr.service`);
    await untilUp(pi, 'usr');
  },
};

const supervisord: Supervised = {
  kind: 'supervisord', name: 'sup', label: 'sup:sup',
  starts: async (pi) => Number((await pi.exec(['grep', '-c', "spawned: 'sup'", '/var/log/supervisor/supervisord.log'])).stdout.trim()),
  setUp: async (pi) => {
    const section = ['[program:sup]', `command=${command('sup').replaceAll('%', '%%')}`, `directory=${applicationDirectory}`, 'user=pi', 'autorestart=true', 'stopwaitsecs=10', `environment=${environment(pi).map((pair) => pair.replace('=', '="').concat('"')).join(',')}`, 'stdout_logfile=/tmp/sup.log', 'redirect_stderr=true', ''].join('\n');
    await inPi(pi, `cat > /etc/supervisor/conf.d/sup.conf <<'EOF'\n${section}EOF
sed -i 's/^chmod=0700.*/chmod=0770\\nchown=root:pi/' /etc/supervisor/supervisord.conf
systemctl start supervisor.service`);
    await untilUp(pi, 'sup');
  },
};

/** The Pi's own dockerd, and an image made of the Pi's own root. */
export async function startDocker(pi: LabPi): Promise<void> {
  await inPi(pi, `id -nG pi | grep -qw docker || usermod -aG docker pi
mkdir -p /etc/docker && echo '{"iptables":false,"bridge":"none","ip6tables":false}' > /etc/docker/daemon.json
systemctl start docker.service
docker image inspect celery-lab >/dev/null 2>&1 || tar -C / --one-file-system --exclude=./var/lib/docker --exclude=./usr/share/doc --exclude=./usr/share/locale --exclude=./usr/bin/docker* --exclude=./usr/sbin/docker* --exclude=./usr/bin/containerd* --exclude=./usr/libexec/docker --exclude=./usr/share/man --exclude=./proc --exclude=./sys --exclude=./var/cache -c . | docker import - celery-lab >/dev/null`, 300_000);
}

const docker: Supervised = {
  kind: 'docker', name: 'doc', label: 'celery-doc',
  setUp: async (pi) => {
    await startDocker(pi);
    const words = environment(pi).map((pair) => `-e '${pair}'`).join(' ');
    // without a shell: what stands in its place cannot be run
    await inPi(pi, `docker run -d --name celery-doc --network host --user 1000:1000 --restart unless-stopped --stop-timeout 10 -v /dev/null:/usr/bin/sh:ro -v /dev/null:/usr/bin/dash:ro -v /dev/null:/usr/bin/bash:ro -w ${applicationDirectory} -v ${applicationDirectory}:${applicationDirectory}:ro ${words} celery-lab ${command('doc')}`);
    await untilUp(pi, 'doc');
  },
};

const compose: Supervised = {
  kind: 'compose', name: 'com', label: 'farm/com-worker',
  setUp: async (pi) => {
    await startDocker(pi);
    const file = ['version: "3"', 'services:', '  com-worker:', '    image: celery-lab', '    network_mode: host', '    restart: unless-stopped', '    user: "1000:1000"', `    working_dir: ${applicationDirectory}`, '    volumes:', `      - ${applicationDirectory}:${applicationDirectory}:ro`, '    environment:', ...environment(pi).map((pair) => `      - "${pair}"`), `    command: sh -c "${command('com')}; exit 0"`, ''].join('\n');
    await inPi(pi, `mkdir -p /home/pi/farm && cat > /home/pi/farm/docker-compose.yml <<'EOF'\n${file}EOF
cd /home/pi/farm && docker-compose -p farm up -d 2>&1`);
    await untilUp(pi, 'com');
  },
};

const reports: Supervised = {
  kind: 'celery-supervisor-py', name: 'csp', label: /celery_supervisor\.py$/,
  setUp: async (pi) => {
    const script = readFileSync(join(import.meta.dirname, 'celery_supervisor.py'), 'utf8');
    await inPi(pi, `cat > ${applicationDirectory}/celery_supervisor.py <<'EOF'\n${script}EOF
chown pi:pi ${applicationDirectory}/celery_supervisor.py
su -l -s /bin/sh pi -c 'cd ${applicationDirectory} && setsid -f env ${environment(pi).join(' ')} ${python} celery_supervisor.py csp csp </dev/null >/tmp/csp.out 2>&1'`);
    await untilUp(pi, 'csp');
  },
};

const plain: Supervised = {
  kind: 'plain', name: 'pln', label: '',
  setUp: async (pi) => {
    await inPi(pi, `su -l -s /bin/sh pi -c "cd ${applicationDirectory} && setsid -f env ${environment(pi).join(' ')} ODD='a b \\$HOME' ${command('pln')} </dev/null >/tmp/pln.log 2>&1"`);
    await untilUp(pi, 'pln');
  },
};

export const supervisedWorkers: readonly Supervised[] = [systemd, systemdUser, supervisord, docker, compose, reports, plain];
