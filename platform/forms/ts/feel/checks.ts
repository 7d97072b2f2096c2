// What may be done with which types, asked before anything runs. See checks.py.
import { Fault, placeOf, type Details } from "./faults.ts";
import { OPERATORS, ORDERED, PROPERTIES } from "./grammar.ts";
import { hint } from "./hints.ts";
import { ANY, NULL, isText, join, listOf, type Kind } from "./kinds.ts";
import { readKind } from "./typetext.ts";

const isOpen = (kind: Kind): boolean => kind.name === "Any" || kind.name === "Null";
const mayBe = (kind: Kind, name: string | undefined): boolean => isOpen(kind) || kind.name === name;

/** Faults with their place in one source. */
export class Checks {
  protected readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  fault(construct: string, at: number, details: Details = {}): Fault {
    return new Fault(construct, placeOf(this.source, at), details);
  }

  /** The type of a result (Tables 56 to 60). */
  arithmetic(operator: string, left: Kind, right: Kind, at: number): Kind {
    if (left.name === "Null" && right.name === "Null") return NULL;
    const results = (OPERATORS.get(operator) ?? [])
      .filter(([first, second]) => mayBe(left, first) && mayBe(right, second))
      .map((row) => readKind(row[2] as string));
    const [first] = results;
    if (!first) throw this.fault("operator", at, { operator, left: left.words(), right: right.words() });
    return results.every((result) => result.is(first)) ? first : ANY;
  }

  /** The type of `-e` (Table 62). */
  negation(kind: Kind, at: number): Kind {
    if (isOpen(kind)) return kind;
    const row = (OPERATORS.get("negate") ?? []).find(([first]) => first === kind.name);
    if (!row) throw this.fault("negate", at, { kind: kind.words() });
    return readKind(row[1] as string);
  }

  /** Whether two things can be equal at all (Table 53). */
  equality(left: Kind, right: Kind, at: number): void {
    if (!comparable(left, right)) throw this.fault("comparison", at, { left: left.words(), right: right.words() });
  }

  /** Whether one can come before the other (Table 54). */
  order(left: Kind, right: Kind, at: number): void {
    if ([left, right].some((kind) => !isOpen(kind) && !ORDERED.has(kind.name))) {
      throw this.fault("comparison", at, { left: left.words(), right: right.words() });
    }
    this.equality(left, right, at);
  }

  /** The type of a range's ends (rule 8). */
  ends(start: Kind, end: Kind, at: number): Kind {
    this.order(start, end, at);
    return join(start, end);
  }

  /** Whether `value in test` can be true (Table 55). */
  membership(value: Kind, test: Kind, at: number): void {
    if (test.name === "range") this.equality(value, test.element, at);
    else if (test.name === "list") {
      if (value.name === "list" && comparable(value, test)) return;
      this.equality(value, test.element.name === "range" ? test.element.element : test.element, at);
    } else this.equality(value, test, at);
  }

  /** Whether something can be true or false. */
  condition(kind: Kind, at: number): void {
    if (!isOpen(kind) && kind.name !== "boolean") throw this.fault("condition", at, { kind: kind.words() });
  }

  /** The type of `e.name` (Tables 64 and 65); nothing but contexts and these has names inside. */
  propertyOf(kind: Kind, name: string, at: number): Kind {
    if (isOpen(kind) || (kind.name === "context" && !kind.fields)) return ANY;
    if (kind.name === "list") return listOf(this.propertyOf(kind.element, name, at));
    let known: string[];
    if (kind.name === "context") {
      const inner = kind.field(name);
      if (inner) return inner;
      known = (kind.fields ?? []).map(([key]) => key);
    } else {
      const properties = PROPERTIES.get(kind.name);
      const found = properties?.get(name);
      if (found) return found === "T" ? kind.element : readKind(found);
      known = [...(properties?.keys() ?? [])];
    }
    throw this.fault("unknown field", at, { kind: kind.words(), name, hint: hint(name, known) });
  }
}

/** Whether values of these types can be equal: the same type, or one of them is not known. */
export function comparable(left: Kind, right: Kind): boolean {
  if (isOpen(left) || isOpen(right)) return true;
  if (left.name !== right.name) {
    return isText(left) && isText(right) && (left.name === "string" || right.name === "string");
  }
  return left.name === "list" || left.name === "range" ? comparable(left.element, right.element) : true;
}
