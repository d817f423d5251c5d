// `npm start` and `npm run demo`: builds what is missing or old, then opens the window, or serves the page and says why.
// Must stay true: Electron is never required here (its package would start a download); Ctrl-C leaves nothing running.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chooseNode, nodeFlags, root, run } from './run-node.mjs';
import { chooseFace, mustBuild, reasons } from './start-plan.mjs';

const args = process.argv.slice(2);
const language = /^fr/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '') ? 'fr' : 'en';

function timesUnder(...paths) {
  const files = (path) => (statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => files(join(path, name))) : [statSync(path).mtimeMs]);
  return paths.map((path) => join(root, path)).filter((path) => existsSync(path)).flatMap(files);
}

/** Electron's own note of where its binary is, or the folder the environment names: both without loading its package. */
function findElectron() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules/electron/dist');
  const note = join(root, 'node_modules/electron/path.txt');
  const name = existsSync(note) ? readFileSync(note, 'utf8').trim() : process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
  return existsSync(join(folder, name)) ? join(folder, name) : null;
}

async function build(name, config, sources, outputs) {
  const built = outputs.every((output) => existsSync(join(root, output))) ? timesUnder(...outputs) : [];
  const times = timesUnder(...sources, 'package.json');
  if (!mustBuild({ newestSource: times.length === 0 ? null : Math.max(...times), oldestOutput: built.length === 0 ? null : Math.min(...built) })) return 0;
  const [tool, ...rest] = config;
  const code = await run(node, [join(root, 'node_modules', tool), ...rest], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (code !== 0) console.error(language === 'fr' ? `La construction de ${name} a échoué ; ses mots sont ci-dessus.` : `Building ${name} failed; its words are above.`);
  return code;
}

const node = chooseNode();
const electron = findElectron();
const face = chooseFace({ electron, platform: process.platform, env: process.env });

if (face.face === 'window') {
  const code = await build('the window', ['electron-vite/bin/electron-vite.js', 'build', '--config', 'build/electron.vite.config.ts', '--logLevel', 'error'], ['electron', 'renderer', 'shared', 'build/electron.vite.config.ts', 'build/vite.renderer.config.ts'], ['out/main', 'out/preload', 'out/renderer/index.html']);
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  process.exitCode = code !== 0 ? code : await run(electron, [...sandbox, root, ...args]);
} else {
  console.error(reasons[face.because][language]);
  const code = await build('the page', ['vite/bin/vite.js', 'build', '--config', 'build/vite.renderer.config.ts', '--logLevel', 'error'], ['renderer', 'shared', 'build/vite.renderer.config.ts'], ['out/renderer/index.html']);
  process.exitCode = code !== 0 ? code : await run(node, [...nodeFlags, join(root, 'electron/cli.ts'), 'serve', ...args]);
}
