// Offsets of IANA time zones at any moment. The rules are those of the browser.
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;
const SECONDS_OF_400_YEARS = 146_097 * 86_400;
/** Before 1800-01-01 every zone has the offset that it had then; from 2400 on the calendar repeats. */
const FIRST = -5_364_662_400;
const LAST = 13_569_465_600;
const DAY = 86_400;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const numeric = "numeric";
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      hourCycle: "h23",
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(zone, format);
  }
  return format;
}

/** Whether there is such a zone. */
export function isZone(name: string): boolean {
  if (!NAME.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Seconds from UTC at a moment given in seconds since 1970. */
export function offsetAt(zone: string, at: number): number {
  let seconds = Math.max(at, FIRST);
  if (seconds >= LAST) seconds -= (Math.floor((seconds - LAST) / SECONDS_OF_400_YEARS) + 1) * SECONDS_OF_400_YEARS;
  const parts: Record<string, number> = {};
  for (const part of formatOf(zone).formatToParts(seconds * 1000)) parts[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
}

/** Seconds from UTC at a local time. Twice there (autumn): the first; not there (spring): as before the gap. */
export function offsetOfLocal(zone: string, seconds: number): number {
  const before = offsetAt(zone, seconds - DAY);
  const after = offsetAt(zone, seconds + DAY);
  if (before === after || offsetAt(zone, seconds - before) === before) return before;
  return offsetAt(zone, seconds - after) === after ? after : before;
}
