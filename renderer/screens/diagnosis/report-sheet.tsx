/**
 * A run as a report on paper: everything open, nothing to press. In the page it is seen in print only; saved, it is a
 * file of its own. Foreign text stands in it as text, escaped like everywhere.
 */
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { grantCommand, grantOf, type DescribeFinding } from '#renderer/format/describe-finding.ts';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { groupByGrant, groupBySeverity, listFindings, pointsByFinding } from '#renderer/state/selectors/findings-list.ts';
import { scoreLines } from '#renderer/state/selectors/score-lines.ts';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import type { Finding } from '#shared/domain/finding.ts';
import { ReportFinding } from './report-finding.tsx';
import { reportStyle } from './report-style.ts';
import { RunFacts } from './run-header.tsx';

type Needs = { readonly run: DiagnosisRun; readonly describe: DescribeFinding; readonly user: string | null; /** Where a replayed run came from; null: it is ours. */ readonly replayNote: string | null; readonly sheet: RefObject<HTMLElement | null> };

export function ReportSheet({ run, describe, user, replayNote, sheet }: Needs) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  return (
    <div className="hidden print:block">
      <article ref={sheet} className="report" lang={formats.language}>
        <style>{reportStyle}</style>
        <table className="frame">
          <thead><tr><td><div><bdi>{showForeign(run.hostName, 60)}</bdi><span>{formats.absolute(run.endedAt)}</span><span>{t('report.madeBy', { version: showForeign(run.version, 30) })}</span></div></td></tr></thead>
          <tbody><tr><td>
            <h1>{t('report.title', { host: isolateForeign(run.hostName) })}</h1>
            {replayNote !== null && <p className="replay">{replayNote}</p>}
            <div className="facts"><RunFacts run={run} isReplay /></div>
            <Top run={run} describe={describe} />
            <Problems run={run} describe={describe} />
            <Unknown findings={run.findings} describe={describe} user={user} />
            <Fine run={run} describe={describe} />
          </td></tr></tbody>
        </table>
      </article>
    </div>
  );
}

function Top({ run, describe }: { run: DiagnosisRun; describe: DescribeFinding }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const { score } = run;
  const nameOf = (finding: Finding): string => (finding.subject.kind === 'host' ? describe(finding).title : `${describe(finding).title}, ${isolateForeign(finding.subject.name, 80)}`);
  return (
    <>
      <div className="top">
        <div>
          <div className={`score ${score.word}`}>{score.value ?? '–'}</div>
          <div className={`word ${score.word}`}>{t(`word.${score.word}`)}</div>
          <p>{t(`wordMeans.${score.word}`)}</p>
          <p className="quiet">{t('score.coverage', { percent: formats.percent(Math.floor(score.coverage)) })}</p>
        </div>
        <table className="sum">
          <tbody>
            <tr><td className="quiet">{t('score.start')}</td><td className="quiet">{formats.number(100)}</td></tr>
            {scoreLines(run).map((line, index) => {
              const points = line.points === 0 ? formats.number(0) : t('score.points', { points: formats.number(line.points, 1) });
              if (line.kind === 'cap') return <tr key={line.cap}><td className="quiet">{t(`score.cap.${line.cap}`, { limit: line.limit ?? '–' })}</td><td>{points}</td></tr>;
              if (line.kind === 'lost') return <tr key={`${line.id} ${index}`}><td className="quiet">{t('score.lostRow')}</td><td>{points}</td></tr>;
              return [
                <tr key={line.finding.id}><td>{nameOf(line.finding)}</td><td>{points}</td></tr>,
                ...line.consequences.map((finding) => <tr key={finding.id}><td className="after">{nameOf(finding)}</td><td className="quiet">{t('score.consequence')}</td></tr>),
              ];
            })}
          </tbody>
          <tfoot><tr>{score.value === null ? <td colSpan={2}>{t('score.noTotal', { percent: formats.percent(Math.floor(score.coverage)) })}</td> : <><td>{t('score.total')}</td><td>{formats.number(score.value)}</td></>}</tr></tfoot>
        </table>
      </div>
      <div className="cats">
        {score.categories.map((one) => <div key={one.category}><span>{t(`scoreCategory.${one.category}`)} <span className="quiet">{t('score.categoryKnown', { known: one.known, all: one.applicable })}</span></span><span>{one.score === null ? '–' : formats.number(one.score)}</span></div>)}
      </div>
    </>
  );
}

function Problems({ run, describe }: { run: DiagnosisRun; describe: DescribeFinding }) {
  const { t } = useTranslation('diagnosis');
  const points = pointsByFinding(run);
  const found = listFindings({ findings: run.findings, filter: { show: 'problems', category: null, search: '' }, points, textOf: () => '' });
  if (found.length === 0) return <><h2>{t('findings.title')}</h2><p>{t('report.noProblems')}</p></>;
  return (
    <>
      {groupBySeverity(found).map(({ severity, findings }) => (
        <section key={severity}>
          <h2>{`${t(`severityHeading.${severity}`)} (${findings.length})`}</h2>
          {findings.map((finding) => <ReportFinding key={finding.id} finding={finding} words={describe(finding)} points={points.get(finding.id) ?? null} />)}
        </section>
      ))}
    </>
  );
}

function Unknown({ findings, describe, user }: { findings: readonly Finding[]; describe: DescribeFinding; user: string | null }) {
  const { t } = useTranslation('diagnosis');
  const own = findings.filter(({ severity, isMuted }) => severity === 'unknown' && !isMuted);
  if (own.length === 0) return null;
  return (
    <section>
      <h2>{`${t('severityHeading.unknown')} (${own.length})`}</h2>
      <p className="quiet">{t('unknown.lead', { count: own.length })}</p>
      {groupByGrant(own, grantOf).map(({ grant, findings: some }) => {
        const command = grantCommand(grant, user);
        return (
          <div key={grant} className="grant">
            <h3>{t(`grant.${grant}.title`)}</h3>
            <p className="quiet">{t(`grant.${grant}.body`)}</p>
            {command !== null && <code className="command">{command}</code>}
            <Plain findings={some} describe={describe} />
          </div>
        );
      })}
    </section>
  );
}

function Fine({ run, describe }: { run: DiagnosisRun; describe: DescribeFinding }) {
  const { t } = useTranslation('diagnosis');
  const fine = run.findings.filter(({ severity, isMuted }) => severity === 'ok' && !isMuted);
  const muted = run.findings.filter(({ isMuted }) => isMuted);
  return (
    <>
      {fine.length > 0 && <section><h2>{`${t('report.fine')} (${fine.length})`}</h2><p className="quiet">{t('report.fineLead', { count: fine.length })}</p><Plain findings={fine} describe={describe} /></section>}
      {muted.length > 0 && <section><h2>{`${t('findings.show.muted')} (${muted.length})`}</h2><p className="quiet">{t('findings.noMuted.body')}</p><Plain findings={muted} describe={describe} /></section>}
    </>
  );
}

/** One line a check and sentence, whoever it is said of. */
function Plain({ findings, describe }: { findings: readonly Finding[]; describe: DescribeFinding }): ReactNode {
  const lines = new Map<string, { readonly check: string; readonly title: string; readonly says: string; readonly subjects: string[] }>();
  for (const finding of findings) {
    const { title, says } = describe(finding);
    const line = lines.get(`${finding.check} ${says}`) ?? { check: finding.check, title, says, subjects: [] };
    lines.set(`${finding.check} ${says}`, line);
    if (finding.subject.kind !== 'host') line.subjects.push(isolateForeign(finding.subject.name, 80));
  }
  return (
    <ul className="plain">
      {[...lines.values()].map(({ check, title, says, subjects }) => <li key={`${check} ${says}`}><span className="id">{check}</span><span><strong>{title}</strong> {says} {subjects.length > 0 && <span className="quiet">{subjects.join(', ')}</span>}</span></li>)}
    </ul>
  );
}
