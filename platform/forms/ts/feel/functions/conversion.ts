// Conversions: DMN clause 10.3.4.1, Table 72; `not` of Table 73; `range` of DMN 1.4. See functions/conversion.py.
import { Decimal, compare, multiply, number, truncated, whole } from "../decimals.ts";
import { Fault } from "../faults.ts";
import { atLiteral, dateFrom, durationFrom, momentFrom, timeFrom } from "../literals.ts";
import type { Run } from "../run.ts";
import { Day, Days, Moment, Months, NANOS, Time, monthsBetween, validDate } from "../temporal.ts";
import { tokens } from "../tokens.ts";
import { Range, kindName, less, not, textOf, type Value } from "../values.ts";
import type { Implementations } from "./index.ts";

const NUMBER = /^-?([0-9]+(\.[0-9]*)?|\.[0-9]+)$/;
const GROUPING = new Set([" ", ",", "."]);
const RANGE = /^\s*([[(\]])(.*?)\.\.(.*)([\])[])\s*$/su;
const CALL = /^\s*(date and time|date|time|duration)\s*\(\s*("(?:[^"\\]|\\.)*")\s*\)\s*$/u;
const TEN_BILLION = new Decimal(1n, 10);

function dateOfParts(_: Run, year: Decimal, month: Decimal, day: Decimal): Value {
  const small = [year, month, day].every((one) => compare(one.c < 0n ? new Decimal(-one.c, one.e) : one, TEN_BILLION) < 0);
  return small ? validDate(Number(truncated(year)), Number(truncated(month)), Number(truncated(day))) : null;
}

function timeOfParts(_: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Days | null): Value {
  const inside = (value: Decimal, end: number): boolean => value.c >= 0n && compare(value, whole(end)) < 0;
  if (!inside(hour, 24) || !inside(minute, 60) || !inside(second, 60)) return null;
  const nanos = truncated(multiply(second, whole(NANOS)) as Decimal);
  const seconds = offset && Number(offset.nanos / NANOS);
  if (seconds !== null && Math.abs(seconds) > 14 * 3600) return null;
  const [h, m] = [Number(truncated(hour)), Number(truncated(minute))];
  return new Time(h, m, Number(nanos / NANOS), Number(nanos % NANOS), seconds);
}

function toNumber(_: Run, text: string, grouping: string | null, point: string | null): Value {
  if ((grouping !== null && !GROUPING.has(grouping)) || !(point === null || point === "." || point === ",")) return null;
  if (grouping !== null && grouping === point) return null;
  let plain = grouping ? text.replaceAll(grouping, "") : text;
  if (point === ",") plain = plain.replaceAll(".", "?").replaceAll(",", ".");
  return NUMBER.test(plain) ? number(plain) : null;
}

function toText(run: Run, value: Value): Value {
  run.visit(value);
  const said = textOf(value);
  if (said !== null) run.text(Array.from(said).length);
  return said;
}

function toRange(_: Run, text: string): Value {
  const found = RANGE.exec(text);
  if (!found) return null;
  const start = endpoint(found[2] as string);
  const end = endpoint(found[3] as string);
  if (kindName(start) !== kindName(end) || start === null) return null;
  const backwards = less(end, start);
  return backwards === null || backwards ? null : new Range(start, end, found[1] === "[", found[4] === "]");
}

function endpoint(text: string): Value {
  let read;
  try {
    read = tokens(text);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
  const kinds = read.map((token) => token.kind).join(" ");
  const [first, second] = [read[0]?.text ?? "", read[1]?.text ?? ""];
  if (kinds === "text end") return first;
  if (kinds === "number end") return number(first);
  if (kinds === "sign number end" && first === "-") return number(`-${second}`);
  if (kinds === "sign text end" && first === "@") return atLiteral(second);
  const call = CALL.exec(text);
  if (!call) return null;
  const inner = tokens(call[2] as string)[0]?.text ?? "";
  if (call[1] === "date") return dateFrom(inner);
  if (call[1] === "time") return timeFrom(inner);
  return call[1] === "duration" ? durationFrom(inner) : momentFrom(inner);
}

export const CONVERSIONS: Implementations = {
  "date from text": (_: Run, text: string) => dateFrom(text),
  "date of": (_: Run, value: Moment) => value.date,
  "date from parts": dateOfParts,
  "date and time from text": (_: Run, text: string) => momentFrom(text),
  "date and time of": (_: Run, value: Moment) => value,
  "date and time from parts": (_: Run, day: Moment, time: Time) => new Moment(day.date, time),
  "time from text": (_: Run, text: string) => timeFrom(text),
  "time of time": (_: Run, value: Time) => value,
  "time of": (_: Run, value: Moment) => value.time,
  "time from parts": timeOfParts,
  number: toNumber,
  string: toText,
  duration: (_: Run, text: string) => durationFrom(text),
  "years and months duration": (_: Run, start: Moment, end: Moment) =>
    new Months(BigInt(monthsBetween(start.date as Day, end.date))),
  range: toRange,
  not: (_: Run, value: Value) => not(value),
};
