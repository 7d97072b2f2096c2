// Dates, times and durations of the standard: years to ±999,999,999, nanoseconds, offsets and zones. See temporal.py.
import { offsetAt, offsetOfLocal } from "./zones.ts";

export const LAST_YEAR = 999_999_999;
export const DAY = 86_400;
export const NANOS = 1_000_000_000n;
export const NANOS_OF_DAY = 86_400n * NANOS;
const DAYS_OF_400_YEARS = 146_097;
const TO_EPOCH = 719_468;

/** A calendar day (proleptic Gregorian). */
export class Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;

  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = day;
  }
}

/** A time of day; `offset` in seconds from UTC, `zone` an IANA name, at most one of them set. */
export class Time {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nano: number;
  readonly offset: number | null;
  readonly zone: string | null;

  constructor(
    hour: number,
    minute: number,
    second: number,
    nano = 0,
    offset: number | null = null,
    zone: string | null = null,
  ) {
    this.hour = hour;
    this.minute = minute;
    this.second = second;
    this.nano = nano;
    this.offset = offset;
    this.zone = zone;
  }

  /** Seconds since midnight, without the fraction. */
  seconds(): number {
    return this.hour * 3600 + this.minute * 60 + this.second;
  }

  /** Nanoseconds since midnight. */
  nanos(): bigint {
    return BigInt(this.seconds()) * NANOS + BigInt(this.nano);
  }
}

/** A day and a time of day. */
export class Moment {
  readonly date: Day;
  readonly time: Time;

  constructor(date: Day, time: Time) {
    this.date = date;
    this.time = time;
  }
}

/** A days and time duration, in nanoseconds. */
export class Days {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A years and months duration, in months. */
export class Months {
  readonly months: bigint;

  constructor(months: bigint) {
    this.months = months;
  }
}

/** Division and rest as of whole numbers towards minus infinity. */
export function floorDivide(value: bigint, by: bigint): [bigint, bigint] {
  let whole = value / by;
  let rest = value % by;
  if (rest !== 0n && rest < 0n !== by < 0n) {
    whole -= 1n;
    rest += by;
  }
  return [whole, rest];
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The date, or null when there is no such day. */
export function validDate(year: number, month: number, day: number): Day | null {
  const exists = Math.abs(year) <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? new Day(year, month, day) : null;
}

/** Days since 1970-01-01, negative before. */
export function dayNumber(date: Day): number {
  const year = date.month <= 2 ? date.year - 1 : date.year;
  const era = Math.floor(year / 400);
  const ofEra = year - era * 400;
  const ofYear = Math.floor((153 * (date.month + (date.month <= 2 ? 9 : -3)) + 2) / 5) + date.day - 1;
  return era * DAYS_OF_400_YEARS + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - TO_EPOCH;
}

/** The inverse of `dayNumber`, null beyond the last year. */
export function dateOfDay(number: number): Day | null {
  const shifted = number + TO_EPOCH;
  const era = Math.floor(shifted / DAYS_OF_400_YEARS);
  const of = shifted - era * DAYS_OF_400_YEARS;
  const year = Math.floor((of - Math.floor(of / 1460) + Math.floor(of / 36_524) - Math.floor(of / 146_096)) / 365);
  const ofYear = of - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const part = Math.floor((5 * ofYear + 2) / 153);
  const month = part < 10 ? part + 3 : part - 9;
  return validDate(year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * part + 2) / 5) + 1);
}

/** 1 is Monday, 7 Sunday. */
export const weekday = (date: Day): number => ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;

/** Seconds from UTC at that moment, null for a local time. */
export const offsetOf = (value: Moment): number | null =>
  value.time.zone === null ? value.time.offset : offsetOfLocal(value.time.zone, localSeconds(value));

/** Seconds from UTC of a time without a day: a zone counts as on 1970-01-01. */
export const timeOffset = (value: Time): number | null =>
  value.zone === null ? value.offset : offsetOfLocal(value.zone, value.seconds());

/** Nanoseconds since 1970-01-01T00:00:00Z, with that offset. */
export const instant = (value: Moment, offset: number | null): bigint =>
  BigInt(localSeconds(value) - (offset ?? 0)) * NANOS + BigInt(value.time.nano);

/** A date where a date and time is needed: 10.3.2.3.5, midnight in UTC. */
export const midnight = (date: Day): Moment => new Moment(date, new Time(0, 0, 0, 0, 0));

/** The time of day of a number of nanoseconds, modulo a day, with the offset or zone of another. */
export function timeOfNanos(nanos: bigint, like: Time): Time {
  const [, ofDay] = floorDivide(nanos, NANOS_OF_DAY);
  const seconds = Number(ofDay / NANOS);
  const minutes = Math.floor(seconds / 60);
  const nano = Number(ofDay % NANOS);
  return new Time(Math.floor(minutes / 60), minutes % 60, seconds % 60, nano, like.offset, like.zone);
}

/** A moment later (or earlier), in the same zone. */
export function shifted(value: Moment, nanos: bigint): Moment | null {
  if (value.time.zone === null) {
    return ofLocal(BigInt(localSeconds(value)) * NANOS + BigInt(value.time.nano) + nanos, value.time);
  }
  const moved = instant(value, offsetOf(value)) + nanos;
  const [seconds] = floorDivide(moved, NANOS);
  return ofLocal(moved + BigInt(offsetAt(value.time.zone, Number(seconds))) * NANOS, value.time);
}

/** A date some time later: from midnight, whole days of the result. */
export const shiftedDate = (date: Day, nanos: bigint): Day | null =>
  dateOfDay(dayNumber(date) + Number(floorDivide(nanos, NANOS_OF_DAY)[0]));

/** A date some months later; a day that the month lacks becomes its last. */
export function shiftedMonths(date: Day, months: bigint): Day | null {
  const [years, rest] = floorDivide(BigInt(date.year * 12 + date.month - 1) + months, 12n);
  if (years < -BigInt(LAST_YEAR) || years > BigInt(LAST_YEAR)) return null;
  const month = Number(rest) + 1;
  return new Day(Number(years), month, Math.min(date.day, daysInMonth(Number(years), month)));
}

/** Whole months from one day to another, towards zero. */
export function monthsBetween(start: Day, end: Day): number {
  const months = (end.year - start.year) * 12 + end.month - start.month;
  if (months > 0 && end.day < start.day) return months - 1;
  return months < 0 && end.day > start.day ? months + 1 : months;
}

/** 1 to 366. */
export const dayOfYear = (date: Day): number => dayNumber(date) - dayNumber(new Day(date.year, 1, 1)) + 1;

/** The week of ISO 8601: the first is the one with the year's first Thursday. */
export function weekOfYear(date: Day): number {
  const thursday = dateOfDay(dayNumber(date) + 4 - weekday(date));
  return thursday ? Math.floor((dayOfYear(thursday) - 1) / 7) + 1 : 1;
}

const localSeconds = (value: Moment): number => dayNumber(value.date) * DAY + value.time.seconds();

function ofLocal(nanos: bigint, like: Time): Moment | null {
  const [day, rest] = floorDivide(nanos, NANOS_OF_DAY);
  const date = dateOfDay(Number(day));
  return date && new Moment(date, timeOfNanos(rest, like));
}
