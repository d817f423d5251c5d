/**
 * Charts as files: figures as CSV, the page's charts as one picture. Foreign names are data: a cell that a spreadsheet
 * would take for a formula is defused.
 */
import type { ChartLine } from './chart-series.ts';

export type CsvColumn = { readonly title: string; readonly times: readonly number[]; readonly lines: readonly ChartLine[] };

export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row a step, ISO times; means, and least and most where a step held several samples. */
export function csvOf(charts: readonly CsvColumn[], from: number, to: number): string {
  const columns = charts.flatMap((chart) => chart.lines.flatMap((line) => {
    const name = chart.lines.length === 1 ? chart.title : `${chart.title}: ${line.label}`;
    const mean = { name, times: chart.times, values: line.values };
    if (line.low === undefined || line.high === undefined) return [mean];
    return [mean, { name: `${name} (min)`, times: chart.times, values: line.low }, { name: `${name} (max)`, times: chart.times, values: line.high }];
  }));
  const rows = new Map<number, (number | null)[]>();
  columns.forEach((column, place) => {
    column.times.forEach((at, index) => {
      const value = column.values[index];
      if (at < from || at > to || value === null || value === undefined) return;
      const row = rows.get(at) ?? new Array<number | null>(columns.length).fill(null);
      row[place] = value;
      rows.set(at, row);
    });
  });
  const lines = [...rows].sort(([a], [b]) => a - b).map(([at, row]) => [new Date(at).toISOString(), ...row.map((value) => (value === null ? '' : String(Math.round(value * 1000) / 1000)))].join(','));
  return [['time', ...columns.map(({ name }) => csvCell(name))].join(','), ...lines, ''].join('\r\n');
}

/** Everything inside `area` as it stands on screen: canvases as they are, texts drawn again where they stand. */
export function pictureOf(area: HTMLElement): Promise<Blob | null> {
  const ratio = 2;
  const outer = area.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(outer.width * ratio);
  canvas.height = Math.ceil(area.scrollHeight * ratio);
  const pen = canvas.getContext('2d');
  if (pen === null) return Promise.resolve(null);
  pen.scale(ratio, ratio);
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const one of area.querySelectorAll('canvas')) {
    const box = one.getBoundingClientRect();
    if (one.width > 0 && one.height > 0) pen.drawImage(one, box.left - outer.left, box.top - outer.top, box.width, box.height);
  }
  drawTexts(pen, area, outer);
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
}

function drawTexts(pen: CanvasRenderingContext2D, area: HTMLElement, outer: DOMRect): void {
  const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (parent === null || text === '' || parent.closest('button, .sr-only, [data-not-exported]') !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const style = getComputedStyle(parent);
    const clip = parent.getBoundingClientRect();
    pen.save();
    pen.beginPath();
    pen.rect(clip.left - outer.left, clip.top - outer.top - 2, clip.width + 1, clip.height + 4);
    pen.clip();
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.color;
    pen.textBaseline = 'middle';
    pen.fillText(text, box.left - outer.left, box.top - outer.top + box.height / 2);
    pen.restore();
  }
}

export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the address by the next turn.
  queueMicrotask(() => URL.revokeObjectURL(address));
}
