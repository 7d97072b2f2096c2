// The operators + - * / ** and negation by the types of their operands: DMN Tables 56 to 60 and 62. See arithmetic.py.
import * as decimals from "./decimals.ts";
import { Decimal } from "./decimals.ts";
import {
  Day,
  Days,
  Moment,
  Months,
  NANOS,
  NANOS_OF_DAY,
  Time,
  dayNumber,
  instant,
  midnight,
  offsetOf,
  shifted,
  shiftedDate,
  shiftedMonths,
  timeOfNanos,
  timeOffset,
} from "./temporal.ts";
import type { Value } from "./values.ts";

/** Durations beyond these lengths are no values (their years would not fit a date). */
const MOST_NANOS = 1_000_000_000n * 366n * NANOS_OF_DAY;
const MOST_MONTHS = 12_000_000_000n;

/** The result, or null for types that do not go together. */
export function calculate(operator: string, left: Value, right: Value): Value {
  if (left === null || right === null) return null;
  if (left instanceof Decimal && right instanceof Decimal) return calculateNumbers(operator, left, right);
  if (operator === "+") return plus(left, right) ?? plus(right, left, true);
  if (operator === "-") return minus(left, right);
  if (operator === "*") return times(left, right) ?? times(right, left);
  return operator === "/" ? over(left, right) : null;
}

/** The same for two numbers. */
export function calculateNumbers(operator: string, left: Decimal, right: Decimal): Decimal | null {
  if (operator === "+") return decimals.add(left, right);
  if (operator === "-") return decimals.subtract(left, right);
  if (operator === "*") return decimals.multiply(left, right);
  return operator === "/" ? decimals.divide(left, right) : decimals.power(left, right);
}

/** `-value`. */
export function negate(value: Value): Value {
  if (value instanceof Decimal) return decimals.negated(value);
  if (value instanceof Days) return new Days(-value.nanos);
  return value instanceof Months ? new Months(-value.months) : null;
}

const days = (nanos: bigint): Days | null => (nanos <= MOST_NANOS && nanos >= -MOST_NANOS ? new Days(nanos) : null);
const months = (count: bigint): Months | null =>
  count <= MOST_MONTHS && count >= -MOST_MONTHS ? new Months(count) : null;

function plus(left: Value, right: Value, swapped = false): Value {
  if (!swapped && typeof left === "string" && typeof right === "string") return left + right;
  if (right instanceof Days) {
    if (left instanceof Days) return days(left.nanos + right.nanos);
    return later(left, right.nanos);
  }
  if (right instanceof Months) {
    if (left instanceof Months) return months(left.months + right.months);
    return monthsLater(left, right.months);
  }
  return null;
}

function minus(left: Value, right: Value): Value {
  if (right instanceof Days) return left instanceof Days ? days(left.nanos - right.nanos) : later(left, -right.nanos);
  if (right instanceof Months) {
    return left instanceof Months ? months(left.months - right.months) : monthsLater(left, -right.months);
  }
  if (left instanceof Time && right instanceof Time) return betweenTimes(left, right);
  if (left instanceof Day && right instanceof Day) {
    return days(BigInt(dayNumber(left) - dayNumber(right)) * NANOS_OF_DAY);
  }
  const end = left instanceof Day ? midnight(left) : left;
  const start = right instanceof Day ? midnight(right) : right;
  return end instanceof Moment && start instanceof Moment ? between(end, start) : null;
}

function times(left: Value, right: Value): Value {
  if (!(right instanceof Decimal)) return null;
  if (left instanceof Days) {
    const product = decimals.multiply(decimals.whole(left.nanos), right);
    return product && days(decimals.nearest(product));
  }
  if (!(left instanceof Months)) return null;
  const product = decimals.multiply(decimals.whole(left.months), right);
  return product && months(decimals.truncated(product));
}

function over(left: Value, right: Value): Value {
  if (left instanceof Days && right instanceof Days) {
    return decimals.divide(decimals.whole(left.nanos), decimals.whole(right.nanos));
  }
  if (left instanceof Months && right instanceof Months) {
    return decimals.divide(decimals.whole(left.months), decimals.whole(right.months));
  }
  if (!(right instanceof Decimal)) return null;
  if (left instanceof Days) {
    const quotient = decimals.divide(decimals.whole(left.nanos), right);
    return quotient && days(decimals.nearest(quotient));
  }
  if (!(left instanceof Months)) return null;
  const quotient = decimals.divide(decimals.whole(left.months), right);
  return quotient && months(decimals.truncated(quotient));
}

function later(value: Value, nanos: bigint): Value {
  if (value instanceof Moment) return shifted(value, nanos);
  if (value instanceof Day) return shiftedDate(value, nanos);
  return value instanceof Time ? timeOfNanos(value.nanos() + nanos, value) : null;
}

function monthsLater(value: Value, by: bigint): Value {
  if (value instanceof Day) return shiftedMonths(value, by);
  if (!(value instanceof Moment)) return null;
  const date = shiftedMonths(value.date, by);
  return date && new Moment(date, value.time);
}

/** Both with a zone, or both without. */
function between(end: Moment, start: Moment): Days | null {
  const first = offsetOf(start);
  const second = offsetOf(end);
  return (first === null) === (second === null) ? days(instant(end, second) - instant(start, first)) : null;
}

function betweenTimes(end: Time, start: Time): Days | null {
  const first = timeOffset(start);
  const second = timeOffset(end);
  if ((first === null) !== (second === null)) return null;
  return new Days(end.nanos() - start.nanos() + BigInt((first ?? 0) - (second ?? 0)) * NANOS);
}
