// Dates, times and durations from text and back: DMN clause 10.3.4.1. See literals.py.
import { DAY, Day, Days, Moment, Months, NANOS, NANOS_OF_DAY, Time, shiftedDate, validDate } from "./temporal.ts";
import { isZone } from "./zones.ts";

const DATE = /^(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME =
  /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,40}))?(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@(.{1,64}))?$/u;
const MONTHS = /^(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?$/;
const DAYS =
  /^(-?)P(?:([0-9]{1,18})D)?(T(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{1,40}))?S)?)?$/;
const FURTHEST_OFFSET = 14 * 3600;

/** `2026-11-25`, also with more digits and a minus before the year. */
export function dateFrom(text: string): Day | null {
  const found = DATE.exec(text);
  if (!found) return null;
  const year = Number(found[2]);
  return validDate(found[1] ? -year : year, Number(found[3]), Number(found[4]));
}

/** `09:30:00`, with a fraction, `Z`, an offset or `@` and a zone. */
export const timeFrom = (text: string): Time | null => read(text)?.[0] ?? null;

/** A date, `T` and a time; a date alone is its midnight. */
export function momentFrom(text: string): Moment | null {
  const at = text.indexOf("T");
  const date = dateFrom(at < 0 ? text : text.slice(0, at));
  if (!date || at < 0) return date && new Moment(date, new Time(0, 0, 0));
  const found = read(text.slice(at + 1));
  if (!found) return null;
  const [time, nextDay] = found;
  const later = nextDay ? shiftedDate(date, NANOS_OF_DAY) : date;
  return later && new Moment(later, time);
}

/** `P1DT2H` or `P1Y2M`; the two kinds do not mix. */
export function durationFrom(text: string): Days | Months | null {
  const months = MONTHS.exec(text);
  if (months && (months[2] || months[3])) {
    const count = BigInt(months[2] ?? 0) * 12n + BigInt(months[3] ?? 0);
    return new Months(months[1] ? -count : count);
  }
  const found = DAYS.exec(text);
  if (!found || !(found[2] || found[3]) || found[3] === "T") return null;
  const seconds =
    BigInt(found[2] ?? 0) * BigInt(DAY) +
    BigInt(found[4] ?? 0) * 3600n +
    BigInt(found[5] ?? 0) * 60n +
    BigInt(found[6] ?? 0);
  const nanos = seconds * NANOS + BigInt(nanosOf(found[7]));
  return new Days(found[1] ? -nanos : nanos);
}

/** Rule 65: whichever of them the text is. */
export const atLiteral = (text: string): Day | Time | Moment | Days | Months | null =>
  durationFrom(text) ?? (text.includes("T") ? momentFrom(text) : dateFrom(text)) ?? timeFrom(text);

export function dateText(date: Day): string {
  const year = String(Math.abs(date.year)).padStart(4, "0");
  return `${date.year < 0 ? "-" : ""}${year}-${two(date.month)}-${two(date.day)}`;
}

/** The inverse of `timeFrom`; an offset of nothing is `Z`. */
export function timeText(time: Time): string {
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}${fraction(time.nano)}`;
  if (time.zone !== null) return `${clock}@${time.zone}`;
  if (time.offset === null) return clock;
  if (time.offset === 0) return `${clock}Z`;
  const size = Math.abs(time.offset);
  const tail = size % 60 ? `:${two(size % 60)}` : "";
  return `${clock}${time.offset < 0 ? "-" : "+"}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}${tail}`;
}

export const momentText = (value: Moment): string => `${dateText(value.date)}T${timeText(value.time)}`;

/** `P1Y2M`, `P0M` for nothing. */
export function monthsText(duration: Months): string {
  const size = duration.months < 0n ? -duration.months : duration.months;
  const years = size / 12n;
  const months = size % 12n;
  const body = (years ? `${years}Y` : "") + (months || !years ? `${months}M` : "");
  return `${duration.months < 0n ? "-" : ""}P${body}`;
}

/** `P1DT2H`, `PT0S` for nothing. */
export function daysText(duration: Days): string {
  const size = duration.nanos < 0n ? -duration.nanos : duration.nanos;
  const seconds = size / NANOS;
  const nanos = Number(size % NANOS);
  const days = seconds / BigInt(DAY);
  const rest = Number(seconds % BigInt(DAY));
  const [hours, minutes, second] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60];
  let clock = (hours ? `${hours}H` : "") + (minutes ? `${minutes}M` : "");
  if (second || nanos) clock += `${second}${fraction(nanos)}S`;
  if (!days && !clock) return "PT0S";
  return `${duration.nanos < 0n ? "-" : ""}P${days ? `${days}D` : ""}${clock ? `T${clock}` : ""}`;
}

/** The time, and whether it is the midnight at the day's end (24:00:00). */
function read(text: string): [Time, boolean] | null {
  const found = TIME.exec(text);
  if (!found) return null;
  const [hour, minute, second] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const nano = nanosOf(found[4]);
  const endOfDay = hour === 24 && minute === 0 && second === 0 && nano === 0;
  if (!endOfDay && (hour > 23 || minute > 59 || second > 59)) return null;
  let offset: number | null = found[5] ? 0 : null;
  if (found[6]) {
    if (Number(found[8]) > 59 || Number(found[9] ?? 0) > 59) return null;
    offset = Number(found[7]) * 3600 + Number(found[8]) * 60 + Number(found[9] ?? 0);
    if (offset > FURTHEST_OFFSET) return null;
    if (found[6] === "-") offset = 0 - offset;
  }
  const zone = found[10] ?? null;
  if (zone !== null && !isZone(zone)) return null;
  return [new Time(endOfDay ? 0 : hour, minute, second, nano, offset, zone), endOfDay];
}

const nanosOf = (digits: string | undefined): number => Number((digits ?? "0").slice(0, 9).padEnd(9, "0"));
const two = (value: number): string => String(value).padStart(2, "0");
const fraction = (nano: number): string => (nano ? `.${String(nano).padStart(9, "0").replace(/0+$/, "")}` : "");
