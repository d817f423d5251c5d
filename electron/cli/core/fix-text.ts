/** A fix's plan for a terminal: values before and after, what each does, the file, the commands. Pure; foreign text is made safe. */
import type { FixChange, FixPlan } from '#shared/domain/fix.ts';
import { sayReportRow } from '#shared/fix-words/report-words.ts';
import { refusalWords, sayChange, sayFix } from '#shared/fix-words/say-fix.ts';
import { cleanText } from './clean-text.ts';

type Language = 'en' | 'fr';
const words = {
  en: { unset: 'not set', runs: 'Runs', restarts: 'The worker is restarted; if it does not come back within {s} s the Pi takes the change back by itself.', remakes: 'Compose makes the container of {service} anew: the old one is asked to stop and killed after {s} s; tasks that run longer, what was written in it outside volumes, and its output so far are lost.', byHand: 'By hand', fleeting: 'Does not last: it is gone at the next start.', refused: 'Nothing can be applied', report: 'The field report, value by value', here: 'here' },
  fr: { unset: 'non défini', runs: 'Lance', restarts: 'Le worker est redémarré ; s’il ne revient pas en {s} s, le Pi annule de lui-même.', remakes: 'Compose refait le conteneur de {service} : l’ancien est prié de s’arrêter et tué après {s} s ; les tâches plus longues, ce qui y fut écrit hors des volumes et sa sortie jusqu’ici sont perdus.', byHand: 'À la main', fleeting: 'Ne dure pas : perdu au prochain démarrage.', refused: 'Rien ne peut être appliqué', report: 'Le rapport de terrain, valeur par valeur', here: 'ici' },
} as const;

/** What the same check and the score say after the fix. `unknown`: it could not be judged again. */
export type AfterFix = { readonly check: string; readonly now: 'gone' | 'there' | 'unknown'; readonly scoreBefore: number | null; readonly scoreAfter: number | null };

const nowWords = {
  en: { gone: 'gone', there: 'still there', unknown: 'could not be judged again' },
  fr: { gone: 'disparu', there: 'toujours là', unknown: 'n’a pas pu être jugé de nouveau' },
} as const;

export function afterFixText({ check, now, scoreBefore, scoreAfter }: AfterFix, language: Language): string {
  const score = `${language === 'fr' ? 'Note' : 'Score'} ${scoreBefore ?? '–'} -> ${scoreAfter ?? '–'}.`;
  return `${check}: ${nowWords[language][now]}. ${score}\n`;
}

export function fixPlanText(plan: FixPlan, where: string, language: Language): string {
  const said = sayFix(plan.fix.id, language);
  const own = words[language];
  const head = `${cleanText(where)}: ${said.title}\n  ${said.does}\n`;
  if (plan.refused !== null) return `${head}  ${own.refused}: ${refusalWords[plan.refused.because][language]}${plan.refused.about === '' ? '' : ` (${cleanText(plan.refused.about)})`}\n${plan.refused.byHand === null ? '' : `  ${own.byHand}:\n${lines(' ', plan.refused.byHand).join('')}`}`;
  return [
    head, ...reportText(plan, language), ...plan.changes.map((change) => changeText(change, language)), ...plan.commands.map((command) => `  ${own.runs}: ${cleanText(command)}\n`),
    plan.remakes === null ? '' : `  ${own.remakes.replace('{service}', () => cleanText(plan.remakes?.service ?? '')).replace('{s}', String(Math.round(plan.remakes.killsAfterMs / 1000)))}\n`, plan.provingMs === null || plan.restarts === null ? '' : `  ${own.restarts.replace('{s}', String(Math.round(plan.provingMs / 1000)))}\n`, plan.isLasting ? '' : `  ${own.fleeting}\n`,
  ].join('');
}

function reportText({ report, fix }: FixPlan, language: Language): readonly string[] {
  const own = words[language];
  if (report.length === 0) return [];
  const line = (row: FixPlan['report'][number]): string => {
    const { effect, inPool, why } = sayReportRow(fix.id, row, language);
    return `    ${row.name}: ${row.reported ?? own.unset}${inPool === '' ? '' : ` (${inPool})`} -> ${row.proposed ?? '–'} [${effect}${row.now === null ? '' : `; ${own.here} ${cleanText(row.now)}`}]\n        ${why}\n`;
  };
  return [`  ${own.report}:\n`, ...report.map(line), '\n'];
}

function changeText(change: FixChange, language: Language): string {
  const { kind, what, before, after } = change;
  if (kind === 'file') return `  ${cleanText(what)}\n${[...lines('-', before), ...lines('+', after)].join('')}`;
  const does = sayChange(change, language);
  return `  ${cleanText(what)}: ${cleanText(before ?? words[language].unset)} -> ${cleanText(after ?? words[language].unset)}\n${does === null ? '' : `      ${does}\n`}`;
}

const lines = (sign: string, text: string | null): readonly string[] => (text === null ? [] : text.trimEnd().split('\n').map((line) => `    ${sign} ${cleanText(line)}\n`));
