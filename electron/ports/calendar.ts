/** Days and hours by the clock on the operator's wall, as an argument: time zones and summer time belong to the machine. */
export type Calendar = {
  /** Minutes after midnight, day of the week (0 is Sunday) and `2026-11-21`. */
  local(at: number): { readonly minute: number; readonly day: number; readonly date: string };
  /** First and last moment of `2026-11-21`; null when there is no such day. */
  bounds(date: string): { readonly from: number; readonly to: number } | null;
};
