/** A diagnosis for a terminal: the word, the arithmetic, what is wrong with its remedy, what could not be judged. */
import type { DiagnosisRun, ScoreCap, ScoreWord } from '#shared/domain/diagnosis.ts';
import { FindingCategory, type CheckCard, type Finding, type FindingSeverity } from '#shared/domain/finding.ts';
import { sayFinding } from '#shared/diagnosis-words/say-finding.ts';
import { cleanText } from './clean-text.ts';
import { paint, type Tone } from './draw-table.ts';
import type { Language } from './language.ts';

export type DoctorStyle = { readonly language: Language; readonly hasColour: boolean; readonly only: FindingCategory | null };
export type Cards = ReadonlyMap<string, CheckCard>;

const order: readonly FindingSeverity[] = ['crit', 'warn', 'info', 'unknown', 'ok'];
const toneOfWord: Readonly<Record<ScoreWord, Tone>> = { EXCELLENT: 'good', MOYEN: 'warn', CRITIQUE: 'bad', INCONNU: 'quiet' };
const toneOf: Readonly<Record<FindingSeverity, Tone>> = { crit: 'bad', warn: 'warn', info: 'plain', unknown: 'quiet', ok: 'good' };
const marks: Readonly<Record<FindingSeverity, string>> = { crit: '✗', warn: '!', info: 'i', unknown: '?', ok: '✓' };
type Both = readonly [string, string];
const caps: Readonly<Record<ScoreCap, Both>> = {
  'any-warning': ['any warning caps at 89', 'un avertissement plafonne à 89'], 'six-warnings': ['six warnings cap at 74', 'six avertissements plafonnent à 74'],
  'any-critical': ['a critical finding caps at 49', 'un constat critique plafonne à 49'], 'three-critical': ['three critical findings cap at 25', 'trois constats critiques plafonnent à 25'],
  blocking: ['work cannot go on: caps at 15', 'le travail est bloqué : plafond à 15'],
};
const words = {
  coverage: ['coverage', 'couverture'], cause: ['why', 'cause'], fix: ['fix', 'remède'], command: ['command', 'commande'], evidence: ['evidence', 'preuve'], refute: ['would prove it wrong', 'réfuterait'],
  unknown: ['could not be judged', 'non jugés'], ok: ['in order', 'en ordre'], gap: ['not reached', 'non joint'], muted: ['muted', 'en sourdine'], grant: ['to grant', 'à accorder'],
} as const satisfies Readonly<Record<string, Both>>;

export function runText(run: DiagnosisRun, cards: Cards, style: DoctorStyle): string {
  const word = (key: keyof typeof words): string => words[key][style.language === 'fr' ? 1 : 0];
  const value = run.value === null ? run.word : `${run.word} ${run.value}/100`;
  const shown = run.findings.filter(({ category }) => style.only === null || category === style.only);
  const lines = [`${cleanText(run.hostName)}  ${paint(value, toneOfWord[run.word], style.hasColour)}  ${word('coverage')} ${Math.round(run.coverage)} %`];
  for (const { part, error } of run.gaps) lines.push(paint(`  ${word('gap')}: ${part} (${error.code})`, 'bad', style.hasColour));
  if (style.only === null) lines.push(...arithmetic(run, cards, style));
  for (const finding of bySeverity(shown.filter(({ severity, isMuted }) => !isMuted && (severity === 'crit' || severity === 'warn')))) lines.push('', ...findingLines(finding, cards, style, false));
  const counts = [`${shown.filter(({ severity }) => severity === 'ok').length} ${word('ok')}`, `${shown.filter(({ severity }) => severity === 'unknown').length} ${word('unknown')}`];
  const muted = shown.filter(({ isMuted }) => isMuted).length;
  lines.push('', paint(`  ${[...counts, ...(muted > 0 ? [`${muted} ${word('muted')}`] : [])].join(', ')}`, 'quiet', style.hasColour));
  return `${lines.join('\n')}\n`;
}

/** Each lost point is a row; the rows and the score make a hundred. */
function arithmetic(run: DiagnosisRun, cards: Cards, style: DoctorStyle): string[] {
  const byId = new Map(run.findings.map((finding) => [finding.id, finding]));
  return run.score.rows.filter(({ points }) => points > 0).map(({ points, finding, cap, consequences }) => {
    const one = finding === null ? undefined : byId.get(finding);
    const title = cap !== null ? caps[cap][style.language === 'fr' ? 1 : 0] : one === undefined ? '' : `${one.check} ${sayFinding(one, cards.get(one.check) ?? null, style.language).title}`;
    return `  ${`−${points.toFixed(1)}`.padStart(6)}  ${cleanText(title)}${consequences.length > 0 ? ` (+${consequences.length})` : ''}`;
  });
}

export function findingLines(finding: Finding, cards: Cards, style: DoctorStyle, isFull: boolean): string[] {
  const word = (key: keyof typeof words): string => words[key][style.language === 'fr' ? 1 : 0];
  const said = sayFinding(finding, cards.get(finding.check) ?? null, style.language);
  const card = cards.get(finding.check);
  const subject = finding.subject.kind === 'host' ? '' : `  ${cleanText(finding.subject.name, 80)}`;
  const indent = (name: string, text: string | null): string[] => (text === null || text === '' ? [] : text.split('\n').map((line, n) => `      ${n === 0 ? `${name}: ` : '  '}${cleanText(line, 600)}`));
  return [
    `  ${paint(`${marks[finding.severity]} ${finding.check} ${cleanText(said.title)}`, toneOf[finding.severity], style.hasColour)}${subject}`, `      ${cleanText(said.says, 600)}`,
    ...indent(word('cause'), isFull ? said.cause : null), ...indent(word('fix'), said.fix), ...indent(word('command'), finding.command), ...indent(word('grant'), said.grant),
    ...(isFull ? [...indent(word('refute'), said.refute), ...finding.evidence.flatMap(({ source, state, excerpt }) => indent(word('evidence'), `${source} [${state}]${excerpt === null ? '' : `\n${excerpt.split('\n').slice(0, 12).join('\n')}`}`)), ...(card === undefined ? [] : [`      ${card.link}`])] : []),
  ];
}

export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.impact - a.impact || FindingCategory.options.indexOf(a.category) - FindingCategory.options.indexOf(b.category) || (a.id < b.id ? -1 : 1));
}
