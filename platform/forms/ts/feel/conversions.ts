// From the type that a value has to the type that is wanted: DMN clause 10.3.2.9.4. See conversions.py.
import { ANY, Kind } from "./kinds.ts";
import { Day, midnight } from "./temporal.ts";
import { holds, type Value } from "./values.ts";

/** The answer that a value cannot become what is wanted. */
export const MISMATCH = Symbol("mismatch");

/** Whether every value of a type is of the wanted one, so that nothing needs to be looked at when it runs. */
export function isCertain(kind: Kind, wanted: Kind): boolean {
  if (wanted.name === "Any" || kind.name === "Null" || kind.is(wanted)) return true;
  if (kind.name !== wanted.name) return false;
  if (kind.name === "list" || kind.name === "range") return isCertain(kind.element, wanted.element);
  if (kind.name !== "context") return false;
  return (wanted.fields ?? []).every(([key, inner]) => {
    const own = kind.field(key);
    return own !== null && isCertain(own, inner);
  });
}

/** The value as the wanted type: itself, the only item of its list, a list of it, a date's midnight; else MISMATCH. */
export function convert(value: Value, wanted: Kind): Value | typeof MISMATCH {
  if (value === null || holds(value, wanted)) return value;
  if (value instanceof Day && wanted.name === "date and time") return midnight(value);
  if (wanted.name === "list") return !Array.isArray(value) && holds(value, wanted.element) ? [value] : MISMATCH;
  if (Array.isArray(value) && value.length === 1 && !Array.isArray(value[0])) return convert(value[0] as Value, wanted);
  return MISMATCH;
}

/** A type of a function's signature with its variable filled in. */
export function substituted(kind: Kind, bound: Kind): Kind {
  if (kind.name === "T") return bound;
  return kind.of.length ? new Kind(kind.name, kind.of.map((inner) => substituted(inner, bound)), kind.fields) : kind;
}

/** What a parameter's type variable stands for, given the argument's type. */
export function bindings(parameter: Kind, kind: Kind): Kind[] {
  if (parameter.name === "T") return [kind];
  if (parameter.name === "list" && kind.name !== "list") {
    return kind.name === "Any" ? [ANY] : bindings(parameter.element, kind);
  }
  if (parameter.name === "function" || parameter.name !== kind.name) return [];
  return parameter.of.slice(0, kind.of.length).flatMap((mine, at) => bindings(mine, kind.of[at] as Kind));
}
