/**
 * Is this command line a Celery worker or beat? Anchored on argv: the program itself must be Celery, so an editor on
 * `celery_worker.py`, a grep, a shell or a file watcher around Celery are not. The reader sends what looks right;
 * this is the judgement.
 */
export type CelerySubject = {
  readonly kind: 'worker' | 'beat';
  /** Arguments after the program, subcommand included. */
  readonly options: readonly string[];
  /** Node name out of a setproctitle title, which is the running truth. */
  readonly titleName: string | null;
};

const takesValue = /^(-A|--app|-b|--broker|--result-backend|--loader|--config|--workdir)$/;

export function findCelery(argv: readonly string[]): CelerySubject | null {
  const titled = readTitle(argv.join(' ').trimEnd());
  if (titled !== null) return titled;
  const at = programAt(argv);
  if (at === -1) return null;
  const options = argv.slice(at + 1);
  const kind = subcommand(options);
  return kind === null ? null : { kind, options, titleName: null };
}

/** `[celeryd: w1@pi:MainProcess] -active- (worker -A proj)` and `[celery beat] -A proj beat`. */
function readTitle(text: string): CelerySubject | null {
  if (text.startsWith('[celery beat]')) return { kind: 'beat', options: words(text.slice(13)), titleName: null };
  const found = /^\[celeryd: ([^\]]*):[A-Za-z]*(?:Process|Worker)[-\w]*\]([^]*)$/.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) return null;
  const open = found[2].indexOf('(');
  const inner = open < 0 ? '' : found[2].slice(open + 1).replace(/\)\s*$/, '');
  return { kind: 'worker', options: words(inner), titleName: found[1] };
}

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

function base(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function programAt(argv: readonly string[]): number {
  const program = base(argv[0] ?? '');
  if (program === 'celery') return 0;
  if (!/^(python|pypy)[\d.]*$/.test(program)) return -1;
  for (let i = 1; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    if (word === '-m') return /^celery(\.|$)/.test(argv[i + 1] ?? '') ? i + 1 : -1;
    if (word === '-c') return -1;
    if (word === '-W' || word === '-X') i += 1;
    else if (!word.startsWith('-')) {
      if (base(word) === 'celery') return i;
      return base(word) === 'manage.py' && argv[i + 1] === 'celery' ? i + 1 : -1;
    }
  }
  return -1;
}

/** The first word that is neither an option nor an option's value: an app may be named `worker` too. */
function subcommand(options: readonly string[]): 'worker' | 'beat' | null {
  for (let i = 0; i < options.length; i += 1) {
    const word = options[i] ?? '';
    if (takesValue.test(word)) i += 1;
    else if (!word.startsWith('-')) return word === 'worker' || word === 'beat' ? word : null;
  }
  return null;
}
