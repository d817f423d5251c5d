/**
 * The report as one file that needs nothing else: made by the browser out of the sheet's own nodes, never by joining
 * strings, so that foreign text stays text. Whatever opens it may not run or fetch anything.
 */
export function reportFile(sheet: HTMLElement, title: string, language: string): string {
  const page = document.implementation.createHTMLDocument(title);
  page.documentElement.lang = language;
  const first = page.head.firstChild;
  const add = (attributes: Readonly<Record<string, string>>): void => {
    const meta = page.createElement('meta');
    for (const [name, value] of Object.entries(attributes)) meta.setAttribute(name, value);
    page.head.insertBefore(meta, first);
  };
  add({ charset: 'utf-8' });
  add({ 'http-equiv': 'Content-Security-Policy', content: "default-src 'none'; style-src 'unsafe-inline'" });
  add({ name: 'viewport', content: 'width=device-width, initial-scale=1' });
  page.body.className = 'report-page';
  page.body.append(page.importNode(sheet, true));
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`;
}

/** `fleetbeat-diagnosis-pi-atelier-2026-11-22-1402.html`: letters that every file system takes. */
export function reportName(host: string, at: number): string {
  const plain = host.normalize('NFKD').replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 60).toLowerCase();
  const stamp = new Date(at).toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  return `fleetbeat-diagnosis-${plain === '' ? 'host' : plain}-${stamp}.html`;
}
