// Values in and out: from forms and JSON to what the engine knows, and back. See inputs.py.
import * as decimals from "./decimals.ts";
import { Decimal } from "./decimals.ts";
import { LIMITS, REFERENCE_TYPES } from "./grammar.ts";
import type { Kind } from "./kinds.ts";
import { dateFrom, durationFrom, momentFrom, timeFrom } from "./literals.ts";
import { Day, Days, Moment, Months, Time } from "./temporal.ts";
import { Callable, Range, kindName, textOf, type Value } from "./values.ts";

export type Reader = (raw: unknown) => Value;

/** A raw value that is not of its declared type. */
export class WrongValue extends Error {}

/** What makes a value of that type from a raw one. The reader throws WrongValue for what is none. */
export function reader(kind: Kind): Reader {
  if (kind.name === "list") {
    const item = reader(kind.element);
    return (raw) => sequence(raw).map((one) => (one === null || one === undefined ? null : item(one)));
  }
  if (kind.name === "context") {
    if (!kind.fields) return (raw) => context(raw);
    const fields = kind.fields.map(([key, inner]) => [key, reader(inner)] as const);
    return (raw) => {
      const from = entries(raw);
      return new Map(
        fields.map(([key, inner]) => {
          const one = from.get(key);
          return [key, one === null || one === undefined ? null : inner(one)];
        }),
      );
    };
  }
  if (REFERENCE_TYPES.has(kind.name)) return string;
  return READERS.get(kind.name) ?? ((raw) => any(raw));
}

/** A value for JSON: numbers, dates, times, durations and ranges as texts. */
export function write(value: Value): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(write);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, write(item)]));
  return textOf(value);
}

function sequence(raw: unknown): unknown[] {
  if (!Array.isArray(raw)) throw new WrongValue("a list is needed");
  return raw;
}

function entries(raw: unknown): Map<string, unknown> {
  if (raw instanceof Map) return raw as Map<string, unknown>;
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw new WrongValue("a group of values is needed");
  return new Map(Object.entries(raw));
}

function context(raw: unknown, depth = 0): Value {
  return new Map([...entries(raw)].map(([key, one]) => [key, one === null || one === undefined ? null : any(one, depth)]));
}

function toNumber(raw: unknown): Value {
  if (raw instanceof Decimal) return decimals.add(raw, new Decimal(0n, raw.e));
  const text = typeof raw === "string" ? raw : typeof raw === "bigint" || Number.isSafeInteger(raw) ? String(raw) : "";
  const value = decimals.number(text);
  if (!value) throw new WrongValue(`a number is needed, not ${String(raw).slice(0, 40)}`);
  return value;
}

function string(raw: unknown): Value {
  if (typeof raw !== "string") throw new WrongValue("a text is needed");
  return raw;
}

function boolean(raw: unknown): Value {
  if (typeof raw !== "boolean") throw new WrongValue("yes or no is needed");
  return raw;
}

const temporal =
  (wanted: string, from: (text: string) => Value): Reader =>
  (raw) => {
    const value = typeof raw === "string" ? from(raw) : native(raw);
    if (kindName(value) !== wanted) throw new WrongValue(`${wanted} is needed, not ${String(raw).slice(0, 40)}`);
    return value;
  };

function any(raw: unknown, depth = 0): Value {
  if (depth > LIMITS.depth) throw new WrongValue("values lie within each other too deep");
  if (typeof raw === "string" || typeof raw === "boolean") return raw;
  if (raw instanceof Range || raw instanceof Callable) return raw;
  if (raw instanceof Decimal || typeof raw === "number" || typeof raw === "bigint") return toNumber(raw);
  if (Array.isArray(raw)) return raw.map((one: unknown) => (one === null || one === undefined ? null : any(one, depth + 1)));
  const own = raw instanceof Day || raw instanceof Time || raw instanceof Moment || raw instanceof Days;
  return own || raw instanceof Months ? raw : context(raw, depth + 1);
}

function native(raw: unknown): Value {
  if (raw instanceof Day || raw instanceof Time || raw instanceof Moment) return raw;
  if (raw instanceof Days || raw instanceof Months) return raw;
  throw new WrongValue("the language has no such value");
}

const READERS = new Map<string, Reader>([
  ["number", toNumber],
  ["string", string],
  ["boolean", boolean],
  ["date", temporal("date", dateFrom)],
  ["time", temporal("time", timeFrom)],
  ["date and time", temporal("date and time", momentFrom)],
  ["days and time duration", temporal("days and time duration", durationFrom)],
  ["years and months duration", temporal("years and months duration", durationFrom)],
]);
