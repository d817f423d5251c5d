/**
 * The look of the printed report, in one string: it stands in the page for printing and in the saved file alike, so both
 * are the same paper. Always light. Nothing foreign ever enters it.
 */
export const reportStyle = `
@page { size: A4; margin: 14mm 15mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9px system-ui, sans-serif; color: #666; } }
.report { color-scheme: light; color: #1b1d21; background: #fff; font: 11px/1.45 "Inter Variable", Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.report *, .report *::before, .report *::after { box-sizing: border-box; border-color: #d9dbe0; }
.report h1 { font-size: 20px; line-height: 1.2; font-weight: 650; margin: 0 0 2px; overflow-wrap: anywhere; }
.report h2 { font-size: 14px; font-weight: 650; margin: 22px 0 6px; padding-bottom: 3px; border-bottom: 1.5px solid #1b1d21; break-after: avoid; }
.report h3 { font-size: 12px; font-weight: 650; margin: 0; break-after: avoid; overflow-wrap: anywhere; }
.report p { margin: 0; overflow-wrap: anywhere; }
.report a { color: inherit; text-decoration: underline; text-underline-offset: 2px; overflow-wrap: anywhere; }
.report table { border-collapse: collapse; width: 100%; }
.report .frame > thead td { padding: 0 0 8px; font-size: 9px; color: #5b5f68; }
.report .frame > thead td > div > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .report .frame > thead td > div > bdi { min-width: 0; } .report .frame > thead td > div > span { flex: none; }
.report .frame > thead td > div { display: flex; justify-content: space-between; gap: 16px; border-bottom: 1px solid #d9dbe0; padding-bottom: 4px; }
.report .frame > tbody > tr > td { padding: 0; }
.report .quiet { color: #5b5f68; }
.report .facts { margin-bottom: 14px; } .report .facts p { display: flex; flex-wrap: wrap; gap: 0 12px; color: #5b5f68; }
.report .replay { border: 1.5px solid #6b5a86; color: #4f4070; padding: 4px 8px; margin: 6px 0; font-weight: 600; }
.report .top { display: grid; grid-template-columns: 190px 1fr; gap: 24px; align-items: start; }
.report .score { font-size: 54px; line-height: 1; font-weight: 650; letter-spacing: -0.02em; }
.report .word { font-size: 15px; font-weight: 650; }
.report .EXCELLENT { color: #176b39; } .report .MOYEN { color: #7d5600; } .report .CRITIQUE { color: #a3122a; } .report .INCONNU { color: #5a5170; }
.report .sum td { padding: 2px 0; border-top: 1px solid #e6e7ea; vertical-align: baseline; }
.report .sum tbody tr:first-child td { border-top: 0; }
.report .sum td:last-child { text-align: right; width: 70px; white-space: nowrap; }
.report .sum tfoot td { border-top: 1.5px solid #1b1d21; font-weight: 650; }
.report .sum .after { padding-left: 18px; color: #5b5f68; }
.report .cats { columns: 2; column-gap: 24px; margin-top: 14px; }
.report .cats div { display: flex; justify-content: space-between; gap: 8px; border-top: 1px solid #e6e7ea; padding: 2px 0; break-inside: avoid; }
.report .finding { padding: 9px 0 11px; border-bottom: 1px solid #d9dbe0; break-inside: avoid-page; }
.report .finding.long { break-inside: auto; } .report .finding.long .head, .report .finding.long > p { break-after: avoid; }
.report .head { display: flex; align-items: baseline; gap: 6px 8px; flex-wrap: wrap; }
.report .head .end { margin-left: auto; color: #5b5f68; white-space: nowrap; }
.report .mark { font-weight: 700; font-size: 10px; border: 1px solid; border-radius: 3px; padding: 0 4px; white-space: nowrap; }
.report .crit { color: #a3122a; } .report .warn { color: #7d5600; } .report .info, .report .ok { color: #4a4e57; } .report .unknown { color: #5a5170; }
.report dl { display: grid; grid-template-columns: 92px 1fr; gap: 3px 12px; margin: 5px 0 0; }
.report dt { color: #5b5f68; } .report dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.report pre, .report code { font: 9.5px/1.4 "JetBrains Mono Variable", ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.report .command { display: block; border: 1px solid #d9dbe0; border-radius: 3px; background: #f6f6f8; padding: 3px 6px; }
.report .evidence td { border-top: 1px solid #ececef; padding: 2px 8px 2px 0; vertical-align: top; font-size: 10px; }
.report .evidence tr:first-child td { border-top: 0; padding-top: 0; }
.report .evidence td:first-child { width: 32%; overflow-wrap: anywhere; } .report .evidence td:last-child { width: 52px; text-align: right; color: #5b5f68; padding-right: 0; }
.report .plain { list-style: none; margin: 4px 0 0; padding: 0; }
.report .plain li { display: flex; gap: 8px; padding: 2px 0; border-top: 1px solid #ececef; break-inside: avoid; }
.report .plain .id { width: 52px; flex: none; color: #5b5f68; }
.report .grant { margin-top: 10px; } .report .grant h3, .report .grant p, .report .grant .command { break-after: avoid; }
@media screen { .report-page { margin: 0; background: #e9eaee; } .report-page .report { max-width: 820px; margin: 24px auto; padding: 40px 48px; box-shadow: 0 1px 8px rgb(0 0 0 / 0.15); } }
@media screen and (max-width: 640px) { .report-page .report { margin: 0; padding: 20px; } .report .top { grid-template-columns: 1fr; } .report .cats { columns: 1; } .report dl { grid-template-columns: 1fr; } }
`;
