// Values, and what holds for all of them: type tests, equality, order, text. See values.py.
// A number is a Decimal, nothing is null, a list an array, a context a Map; no JavaScript object is ever looked into.
import * as decimals from "./decimals.ts";
import { Decimal } from "./decimals.ts";
import { REFERENCE_TYPES } from "./grammar.ts";
import type { Kind } from "./kinds.ts";
import { dateText, daysText, momentText, monthsText, timeText } from "./literals.ts";
import { Day, Days, Moment, Months, NANOS, Time, floorDivide, instant, offsetOf, timeOffset } from "./temporal.ts";

export type Context = Map<string, Value>;
export type Value =
  | null
  | boolean
  | string
  | Decimal
  | Day
  | Time
  | Moment
  | Days
  | Months
  | Value[]
  | Context
  | Range
  | Callable
  | Span;
export type Truth = boolean | null;

/** A range. With a sign (`<10`, `!=10`) only one end is set: `end` for < <= = !=, `start` for > >=. */
export class Range {
  readonly start: Value;
  readonly end: Value;
  readonly startIncluded: boolean;
  readonly endIncluded: boolean;
  readonly sign: string;

  constructor(start: Value, end: Value, startIncluded: boolean, endIncluded: boolean, sign = "") {
    this.start = start;
    this.end = end;
    this.startIncluded = startIncluded;
    this.endIncluded = endIncluded;
    this.sign = sign;
  }
}

/** A function of the language with what it knows from where it was written. */
export class Callable {
  readonly names: string[];
  readonly call: (given: Value[]) => Value;

  constructor(names: string[], call: (given: Value[]) => Value) {
    this.names = names;
    this.call = call;
  }
}

/** Two ends of an iteration. */
export class Span {
  readonly start: Value;
  readonly end: Value;

  constructor(start: Value, end: Value) {
    this.start = start;
    this.end = end;
  }
}

/** Whether a value holds values, so that going through it is paid for. */
export const isDeep = (value: Value): boolean => Array.isArray(value) || value instanceof Map || value instanceof Range;

/** The name of a value's type; `Null` of nothing. */
export function kindName(value: Value): string {
  if (value === null) return "Null";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  if (value instanceof Decimal) return "number";
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "context";
  if (value instanceof Day) return "date";
  if (value instanceof Moment) return "date and time";
  if (value instanceof Time) return "time";
  if (value instanceof Days) return "days and time duration";
  if (value instanceof Months) return "years and months duration";
  if (value instanceof Range) return "range";
  return value instanceof Callable ? "function" : "Null";
}

/** Whether a value is of a type (Table 61); nothing is only of the type Null. */
export function holds(value: Value, kind: Kind): boolean {
  if (value === null) return kind.name === "Null";
  if (kind.name === "Any") return true;
  if (REFERENCE_TYPES.has(kind.name)) return typeof value === "string";
  if (kindName(value) !== kind.name) return false;
  if (Array.isArray(value)) return value.every((item) => item === null || holds(item, kind.element));
  if (value instanceof Range) return [value.start, value.end].every((end) => end === null || holds(end, kind.element));
  if (value instanceof Map && kind.fields) {
    return kind.fields.every(([key, inner]) => {
      const entry = value.get(key);
      return entry !== undefined && (entry === null || holds(entry, inner));
    });
  }
  return !(value instanceof Callable) || value.names.length === kind.of.length - 1;
}

/** Table 53; null for values of different types. */
export function equal(left: Value, right: Value): Truth {
  if (left === null || right === null) return left === right;
  if (left instanceof Decimal && right instanceof Decimal) return decimals.compare(left, right) === 0;
  if (kindName(left) !== kindName(right)) return null;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && every(left.map((item, at) => equal(item, right[at] as Value)));
  }
  if (left instanceof Map && right instanceof Map) {
    if (left.size !== right.size || ![...left.keys()].every((key) => right.has(key))) return false;
    return every([...left].map(([key, item]) => equal(item, right.get(key) as Value)));
  }
  if (left instanceof Range && right instanceof Range) {
    if (left.startIncluded !== right.startIncluded || left.endIncluded !== right.endIncluded) return false;
    return left.sign === right.sign && every([equal(left.start, right.start), equal(left.end, right.end)]);
  }
  if (left instanceof Moment && right instanceof Moment) return momentSeconds(left, right) === momentSeconds(right, left);
  if (left instanceof Time && right instanceof Time) return timeSeconds(left, right) === timeSeconds(right, left);
  return same(left, right);
}

/** Table 54: whether the first comes before the second; null for what has no order or differs in type. */
export function less(left: Value, right: Value): Truth {
  if (left instanceof Decimal && right instanceof Decimal) return decimals.compare(left, right) < 0;
  if (typeof left === "string" && typeof right === "string") return beforeInText(left, right);
  if (left instanceof Day && right instanceof Day) {
    return (left.year - right.year || left.month - right.month || left.day - right.day) < 0;
  }
  if (left instanceof Moment && right instanceof Moment) return momentSeconds(left, right) < momentSeconds(right, left);
  if (left instanceof Time && right instanceof Time) return timeSeconds(left, right) < timeSeconds(right, left);
  if (left instanceof Days && right instanceof Days) return left.nanos < right.nanos;
  return left instanceof Months && right instanceof Months ? left.months < right.months : null;
}

/** `left <= right`. */
export function atMost(left: Value, right: Value): Truth {
  const after = less(right, left);
  return after === null ? null : !after;
}

/** The function `is`: the same element of the domain. Never nothing. */
export function same(left: Value, right: Value): boolean {
  if (kindName(left) !== kindName(right)) return false;
  if (left instanceof Decimal && right instanceof Decimal) return decimals.compare(left, right) === 0;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => same(item, right[at] as Value));
  }
  if (left instanceof Map && right instanceof Map) {
    return left.size === right.size && [...left].every(([key, item]) => right.has(key) && same(item, right.get(key) as Value));
  }
  if (left instanceof Range) return equal(left, right) === true;
  if (left === null || left instanceof Callable || typeof left !== "object") return left === right;
  return textOf(left) === textOf(right);
}

/** Whether a value lies in a range (Table 55); null when an end cannot be compared with it. */
export function within(value: Value, span: Range): Truth {
  if (span.sign === "=") return equal(value, span.end);
  if (span.sign === "!=") return not(equal(value, span.end));
  if (span.sign === "<") return less(value, span.end);
  if (span.sign === "<=") return atMost(value, span.end);
  if (span.sign === ">") return less(span.start, value);
  if (span.sign === ">=") return atMost(span.start, value);
  const above = span.startIncluded ? atMost(span.start, value) : less(span.start, value);
  const below = span.endIncluded ? atMost(value, span.end) : less(value, span.end);
  return both(above, below);
}

/** `value in test`: a range, a list (of values or ranges), or an equal value. */
export function passes(value: Value, test: Value): Truth {
  if (test instanceof Range) return within(value, test);
  if (!Array.isArray(test)) return equal(value, test);
  if (Array.isArray(value) && equal(value, test)) return true;
  let found: Truth = false;
  for (const item of test) {
    found = either(found, item instanceof Range ? within(value, item) : (equal(value, item) ?? false));
    if (found) return true;
  }
  return found;
}

/** The three-valued `and` (Table 50). */
export function both(left: Value, right: Value): Truth {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : null;
}

/** The three-valued `or` (Table 50). */
export function either(left: Value, right: Value): Truth {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : null;
}

/** The three-valued `not` (Table 51). */
export const not = (value: Value): Truth => (typeof value === "boolean" ? !value : null);

/** The function `string`; inside lists and contexts texts stand in quotation marks. */
export function textOf(value: Value, inside = false): string | null {
  if (typeof value === "string") return inside ? quoted(value) : value;
  if (value === null) return inside ? "null" : null;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, true)).join(", ")}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${keyText(key)}: ${textOf(item, true)}`).join(", ")}}`;
  if (value instanceof Decimal) return decimals.text(value);
  if (value instanceof Day) return dateText(value);
  if (value instanceof Time) return timeText(value);
  if (value instanceof Moment) return momentText(value);
  if (value instanceof Days) return daysText(value);
  if (value instanceof Months) return monthsText(value);
  return value instanceof Range ? rangeText(value) : "function";
}

/** The characters of a text: positions and lengths count these, not code units. */
export const chars = (text: string): string[] => Array.from(text);

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const keyText = (key: string): string => (key && !/[{}[\]():,"\\]/.test(key) ? key : quoted(key));

function rangeText(span: Range): string {
  const end = (value: Value): string => {
    const said = textOf(value, true) ?? "";
    const literal = value instanceof Day || value instanceof Time || value instanceof Moment;
    return literal || value instanceof Days || value instanceof Months ? `@"${said}"` : said;
  };
  if (span.sign) return `${span.sign}${end(span.sign.startsWith(">") ? span.start : span.end)}`;
  return `${span.startIncluded ? "[" : "("}${end(span.start)}..${end(span.end)}${span.endIncluded ? "]" : ")"}`;
}

/** True when all are, false when one is, else null. */
function every(results: Truth[]): Truth {
  if (results.includes(false)) return false;
  return results.includes(null) ? null : true;
}

/** By code points: a character beyond the first plane comes after all of it. */
function beforeInText(left: string, right: string): boolean {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left[at] === right[at]) at += 1;
  if (at === length) return left.length < right.length;
  const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
  const surrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
  if (surrogate(one) !== surrogate(other)) return surrogate(other);
  return one < other;
}

/** Whole seconds for comparing (value_dt and value_t count no fractions); without an offset, with the other's. */
function momentSeconds(value: Moment, other: Moment): bigint {
  return floorDivide(instant(value, offsetOf(value) ?? offsetOf(other)), NANOS)[0];
}

function timeSeconds(value: Time, other: Time): number {
  return value.seconds() - (timeOffset(value) ?? timeOffset(other) ?? 0);
}
