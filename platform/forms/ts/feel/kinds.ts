// The types of values and how they fit together: DMN clause 10.3.2.9.
import type { Words } from "./faults.ts";
import { REFERENCE_TYPES, TYPE_WORDS } from "./grammar.ts";

/** A type. `of` holds the element of a list or range, or a function's parameters and, last, its result. */
export class Kind {
  readonly name: string;
  readonly of: readonly Kind[];
  readonly fields: readonly (readonly [string, Kind])[] | null;

  constructor(name: string, of: readonly Kind[] = [], fields: readonly (readonly [string, Kind])[] | null = null) {
    this.name = name;
    this.of = of;
    this.fields = fields;
  }

  toString(): string {
    if (this.name === "function") return `function<${this.of.slice(0, -1).join(", ")}> -> ${this.last}`;
    if (this.fields) return `context<${this.fields.map(([key, kind]) => `${key}: ${kind}`).join(", ")}>`;
    return this.of.length ? `${this.name}<${this.of.join(", ")}>` : this.name;
  }

  /** The element of a list or range. */
  get element(): Kind {
    return this.of[0] ?? ANY;
  }

  /** A function's result. */
  get last(): Kind {
    return this.of[this.of.length - 1] ?? ANY;
  }

  /** The type as people say it. */
  words(): Words {
    const [en, zh] = TYPE_WORDS.get(this.name) ?? [this.name, this.name];
    return { en: en as string, zh: zh as string };
  }

  /** The type of a context's entry. */
  field(key: string): Kind | null {
    return this.fields?.find(([name]) => name === key)?.[1] ?? null;
  }

  is(other: Kind): boolean {
    return this === other || (this.name === other.name && this.toString() === other.toString());
  }
}

export const ANY = new Kind("Any");
export const NULL = new Kind("Null");
export const NUMBER = new Kind("number");
export const STRING = new Kind("string");
export const BOOLEAN = new Kind("boolean");
export const DATE = new Kind("date");
export const DATE_TIME = new Kind("date and time");
export const DAYS = new Kind("days and time duration");
export const MONTHS = new Kind("years and months duration");
export const CONTEXT = new Kind("context");

export const listOf = (kind: Kind): Kind => new Kind("list", [kind]);
export const rangeOf = (kind: Kind): Kind => new Kind("range", [kind]);

/** The type that holds values of both; contexts join to the union of their entries. */
export function join(left: Kind, right: Kind): Kind {
  if (left.is(right) || right.name === "Null") return left;
  if (left.name === "Null") return right;
  if (left.name === right.name) {
    if (left.name === "context") {
      if (!left.fields || !right.fields) return CONTEXT;
      const both = new Map(left.fields);
      for (const [key, kind] of right.fields) {
        const known = both.get(key);
        both.set(key, known ? join(known, kind) : kind);
      }
      return new Kind("context", [], [...both]);
    }
    if (left.name === "list" || left.name === "range") return new Kind(left.name, [join(left.element, right.element)]);
  }
  return ANY;
}

/** Whether a value of this type may be one of that type: false means that it never is. */
export function fits(kind: Kind, wanted: Kind): boolean {
  if (kind.name === "Any" || wanted.name === "Any" || kind.name === "Null") return true;
  if (kind.name !== wanted.name) {
    return isText(kind) && isText(wanted) && (kind.name === "string" || wanted.name === "string");
  }
  if (kind.name === "context") {
    if (!kind.fields || !wanted.fields) return true;
    return wanted.fields.every(([key, of]) => {
      const own = kind.field(key);
      return own !== null && fits(own, of);
    });
  }
  if (kind.name === "function") return kind.of.length === wanted.of.length;
  return kind.of.every((mine, at) => fits(mine, wanted.of[at] ?? ANY));
}

/** Whether an argument of this type can become what a parameter wants, with the conversions of 10.3.2.9.4. */
export function takes(wanted: Kind, kind: Kind): boolean {
  if (fits(kind, wanted)) return true;
  if (kind.name === "list" && wanted.name !== "list") return fits(kind.element, wanted);
  if (wanted.name === "list") return fits(kind, wanted.element);
  return kind.name === "date" && wanted.name === "date and time";
}

/** Texts, and references to people, departments and the like, whose values are texts. */
export const isText = (kind: Kind): boolean => kind.name === "string" || REFERENCE_TYPES.has(kind.name);
