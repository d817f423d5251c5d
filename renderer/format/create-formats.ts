/**
 * Numbers to words in one language. Pure and cheap to call: the Intl objects are made once.
 * Bytes are powers of 1024, as a Pi's own tools and Celery count them, and are named so (MiB), as in findings and on the command line.
 */
export type Language = 'en' | 'fr';

export type Formats = {
  readonly language: Language;
  number(value: number, digits?: number): string;
  /** 71 → "71 %" (no-break space). */
  percent(value: number, digits?: number): string;
  bytes(value: number): string;
  bytesPerSecond(value: number): string;
  celsius(value: number): string;
  /** Length of time, two units at most: "0.4 s", "3 s", "2 min", "1 h 12 min", "3 d 4 h". */
  age(ms: number): string;
  /** Short measured times: "40 ms", "1.2 s", then as age. */
  duration(ms: number): string;
  perMinute(value: number): string;
  /** "14:02:07". */
  clock(at: number): string;
  /** "14:02" within a day of `now`, else "22 Nov, 14:02". */
  moment(at: number, now: number): string;
  /** "22 Nov". */
  day(at: number): string;
  /** "22 Nov 2026, 14:02:07". */
  absolute(at: number): string;
  list(items: readonly string[]): string;
};

const space = '\u00a0';
const units = {
  en: { bytes: ['B', 'KiB', 'MiB', 'GiB', 'TiB'], day: 'd' },
  fr: { bytes: ['o', 'Kio', 'Mio', 'Gio', 'Tio'], day: 'j' },
} as const;

export function createFormats(language: Language, timeZone?: string): Formats {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  const zone = timeZone === undefined ? {} : { timeZone };
  const digitFormats = [0, 1, 2].map((digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: 0, maximumFractionDigits: digits, signDisplay: 'negative' }));
  const clockFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...zone });
  const shortFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone });
  const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone });
  const onlyDayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone });
  const fullFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...zone });
  const listFormat = new Intl.ListFormat(locale, { type: 'conjunction' });
  const words = units[language];

  const number = (value: number, digits = 0): string => {
    const format = digitFormats[Math.min(2, Math.max(0, digits))];
    return format === undefined ? String(value) : format.format(value);
  };
  const unit = (value: string, name: string): string => `${value}${space}${name}`;

  function bytes(value: number): string {
    let amount = value;
    let step = 0;
    while (amount >= 999.5 && step < words.bytes.length - 1) { amount /= 1024; step += 1; }
    const digits = step >= 3 || (step > 0 && amount < 9.95) ? 1 : 0;
    return unit(number(amount, digits), words.bytes[step] ?? 'B');
  }

  function age(ms: number): string {
    const s = Math.max(0, ms) / 1000;
    if (s < 0.95) return unit(number(s, 1), 's');
    if (s < 59.5) return unit(number(Math.round(s)), 's');
    const minutes = Math.floor(s / 60 + 1 / 120);
    if (minutes < 60) return unit(number(minutes), 'min');
    const hours = Math.floor(minutes / 60);
    if (hours < 24) return join(unit(number(hours), 'h'), minutes % 60, 'min');
    const days = Math.floor(hours / 24);
    return join(unit(number(days), words.day), days < 10 ? hours % 24 : 0, 'h');
  }
  const join = (head: string, rest: number, name: string): string => (rest === 0 ? head : `${head}${space}${unit(number(rest), name)}`);

  return {
    language,
    number,
    percent: (value, digits = 0) => unit(number(value, digits), '%'),
    bytes,
    bytesPerSecond: (value) => `${bytes(value)}/s`,
    celsius: (value) => unit(number(value), '°C'),
    age,
    duration: (ms) => (ms < 999.5 ? unit(number(ms, ms < 9.95 ? 1 : 0), 'ms') : ms < 9_950 ? unit(number(ms / 1000, 1), 's') : age(ms)),
    perMinute: (value) => `${number(value, value < 9.95 ? 1 : 0)}/min`,
    clock: (at) => clockFormat.format(at),
    moment: (at, now) => (Math.abs(now - at) < 72_000_000 ? shortFormat : dayFormat).format(at),
    day: (at) => onlyDayFormat.format(at),
    absolute: (at) => fullFormat.format(at),
    list: (items) => listFormat.format(items),
  };
}
