/** A test report in the order a person reads it: every stage once per hop, what came after the failure not tried. Pure. */
import { TestStageName, type TestReport, type TestStage } from '#shared/domain/connection-test.ts';

export type StageRow = TestStage & { readonly isOnJump: boolean };

export function stageRows(report: TestReport | null): readonly StageRow[] {
  const stages = report?.stages ?? [];
  const last = stages.at(-1)?.hop ?? '';
  const rows = stages.map((stage): StageRow => ({ ...stage, isOnJump: stage.hop !== last && stage.hop !== '' }));
  // Stages the engine did not mention are shown too: the way ahead is part of the picture.
  const mentioned = new Set(rows.filter((row) => !row.isOnJump).map((row) => row.stage));
  const rest = TestStageName.options.filter((stage) => !mentioned.has(stage));
  return [...rows, ...rest.map((stage): StageRow => ({ stage, hop: last, outcome: 'not-tried', tookMs: null, detail: null, error: null, isOnJump: false }))];
}

export function failedStage(report: TestReport): TestStage | null {
  return report.stages.find((stage) => stage.outcome === 'failed') ?? null;
}

export function hasWarnings(report: TestReport): boolean {
  return report.stages.some((stage) => stage.outcome === 'warning');
}
