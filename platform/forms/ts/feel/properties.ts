// `e.name`: entries of contexts, properties of dates, times, durations and ranges. DMN Tables 64 to 67.
// Names come from these lines and nowhere else: no property of a JavaScript object can be reached.
import { Decimal, normalized, whole } from "./decimals.ts";
import type { Run } from "./run.ts";
import { DAY, Day, Days, Moment, Months, NANOS, Time, offsetOf, timeOffset, weekday } from "./temporal.ts";
import { Range, type Value } from "./values.ts";

/** The entry or property; of a list, that of each item; null where there is none. */
export function path(run: Run, value: Value, name: string, depth = 0): Value {
  if (value instanceof Map) return value.get(name) ?? null;
  if (Array.isArray(value)) {
    run.spend(value.length);
    run.within(depth);
    return value.map((item) => path(run, item, name, depth + 1));
  }
  if (value instanceof Day) return ofDate(value, name);
  if (value instanceof Time) return name === "time offset" ? offset(timeOffset(value)) : ofTime(value, name);
  if (value instanceof Moment) {
    if (name === "time offset") return offset(offsetOf(value));
    return ofDate(value.date, name) ?? ofTime(value.time, name);
  }
  if (value instanceof Days) return ofDays(value.nanos, name);
  if (value instanceof Months) return ofMonths(value.months, name);
  return value instanceof Range ? ofRange(value, name) : null;
}

function ofDate(date: Day, name: string): Value {
  switch (name) {
    case "year":
      return whole(date.year);
    case "month":
      return whole(date.month);
    case "day":
      return whole(date.day);
    case "weekday":
      return whole(weekday(date));
    default:
      return null;
  }
}

function ofTime(time: Time, name: string): Value {
  switch (name) {
    case "hour":
      return whole(time.hour);
    case "minute":
      return whole(time.minute);
    case "second":
      return fractional(BigInt(time.second) * NANOS + BigInt(time.nano));
    case "timezone":
      return time.zone;
    default:
      return null;
  }
}

function ofDays(nanos: bigint, name: string): Value {
  switch (name) {
    case "days":
      return part(nanos, BigInt(DAY) * NANOS, 10n ** 18n);
    case "hours":
      return part(nanos, 3600n * NANOS, 24n);
    case "minutes":
      return part(nanos, 60n * NANOS, 60n);
    case "seconds":
      return fractional(nanos % (60n * NANOS));
    default:
      return null;
  }
}

function ofMonths(months: bigint, name: string): Value {
  if (name === "years") return part(months, 12n, 10n ** 12n);
  return name === "months" ? part(months, 1n, 12n) : null;
}

function ofRange(range: Range, name: string): Value {
  switch (name) {
    case "start":
      return range.start;
    case "end":
      return range.end;
    case "start included":
      return range.startIncluded;
    case "end included":
      return range.endIncluded;
    default:
      return null;
  }
}

const offset = (seconds: number | null): Days | null => (seconds === null ? null : new Days(BigInt(seconds) * NANOS));
/** A component of a duration, with the duration's sign. */
const part = (size: bigint, by: bigint, modulo: bigint): Decimal => whole((size / by) % modulo);
const fractional = (nanos: bigint): Decimal => {
  const plain = normalized(new Decimal(nanos, -9));
  return plain.e > 0 ? new Decimal(plain.c * 10n ** BigInt(plain.e)) : plain;
};
