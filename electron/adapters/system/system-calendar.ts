/** The calendar of this machine's time zone. */
import type { Calendar } from '#electron/ports/calendar.ts';

export function createSystemCalendar(): Calendar {
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    local(at) {
      const date = new Date(at);
      return { minute: date.getHours() * 60 + date.getMinutes(), day: date.getDay(), date: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` };
    },
    bounds(date) {
      const [year, month, day] = date.split('-').map(Number);
      if (year === undefined || month === undefined || day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
      const from = new Date(year, month - 1, day);
      // 31 February rolls over into March: no such day
      if (from.getMonth() !== month - 1 || from.getDate() !== day) return null;
      return { from: from.getTime(), to: new Date(year, month - 1, day + 1).getTime() };
    },
  };
}
