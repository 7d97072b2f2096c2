// Values with their types written beside them: `["decimal", "1.5"]`. See tagged.py.
import { number } from "./decimals.ts";
import { dateFrom, durationFrom, momentFrom, timeFrom } from "./literals.ts";
import { kindName, textOf, type Value } from "./values.ts";

export type Tagged = [string, unknown];

const TAGS = new Map([
  ["number", "decimal"],
  ["date and time", "dateTime"],
  ["days and time duration", "duration"],
  ["years and months duration", "duration"],
]);
const READERS = new Map<string, (text: string) => Value>([
  ["decimal", number],
  ["date", (text) => dateFrom(text) ?? momentFrom(text)],
  ["time", timeFrom],
  ["dateTime", momentFrom],
  ["duration", durationFrom],
]);

/** The value. Throws for a text that is not of its type. */
export function fromTagged([tag, raw]: Tagged): Value {
  if (raw === null || tag === "null") return null;
  if (tag === "list") return (raw as Tagged[]).map(fromTagged);
  if (tag === "context") {
    return new Map(Object.entries(raw as Record<string, Tagged>).map(([key, item]) => [key, fromTagged(item)]));
  }
  if (tag === "string") return String(raw);
  if (tag === "boolean") return raw === true || raw === "true";
  const value = READERS.get(tag)?.(String(raw)) ?? null;
  if (value === null) throw new Error(`${String(raw)} is no ${tag}`);
  return value;
}

/** The inverse. Ranges and functions are written as texts. */
export function toTagged(value: Value): Tagged {
  if (value === null) return ["null", null];
  if (Array.isArray(value)) return ["list", value.map(toTagged)];
  if (value instanceof Map) return ["context", Object.fromEntries([...value].map(([key, item]) => [key, toTagged(item)]))];
  const kind = kindName(value);
  return [TAGS.get(kind) ?? kind, textOf(value)];
}
