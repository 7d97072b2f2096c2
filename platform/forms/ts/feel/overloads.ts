// The built-in functions as the table has them: who takes what, and how one way to call is chosen. See overloads.py.
import { MISMATCH, bindings, convert, isCertain, substituted } from "./conversions.ts";
import { IMPLEMENTATIONS, type Implementation } from "./functions/index.ts";
import { FUNCTIONS } from "./grammar.ts";
import { ANY, NULL, join, type Kind } from "./kinds.ts";
import type { Code, Compiled, Frame } from "./scope.ts";
import { tokens } from "./tokens.ts";
import { TypeReader } from "./typetext.ts";
import type { Value } from "./values.ts";

export interface Parameter {
  name: string;
  kind: Kind;
  optional: boolean;
  repeated: boolean;
  nullAllowed: boolean;
}

/** One way to call a built-in function. */
export class Overload {
  readonly does: string;
  readonly takes: Parameter[];
  readonly gives: Kind;

  constructor(does: string, takes: Parameter[], gives: Kind) {
    this.does = does;
    this.takes = takes;
    this.gives = gives;
  }

  /** Which argument goes to which parameter (null: left out), or null when they do not fit together. */
  arranged(count: number, names: string[] | null): (number | null)[] | null {
    if (names) {
      const known = this.takes.map((one) => one.name);
      if (names.some((name) => !known.includes(name)) || new Set(names).size !== names.length) return null;
      const missing = this.takes.filter((one) => !names.includes(one.name));
      if (missing.some((one) => !one.optional && !one.nullAllowed)) return null;
      return known.map((name) => (names.includes(name) ? names.indexOf(name) : null));
    }
    if (this.takes[this.takes.length - 1]?.repeated) {
      return count >= this.takes.length ? Array.from({ length: count }, (_, at) => at) : null;
    }
    const needed = this.takes.filter((one) => !one.optional).length;
    if (count < needed || count > this.takes.length) return null;
    return this.takes.map((_, at) => (at < count ? at : null));
  }

  /** The parameter at a position; the last one repeats. */
  parameter(at: number): Parameter {
    return this.takes[Math.min(at, this.takes.length - 1)] as Parameter;
  }
}

function kindOf(text: string): Kind {
  const reader = new TypeReader(text, tokens(text));
  reader.variables = new Set(["T"]);
  return reader.type();
}

let table: Map<string, Overload[]> | null = null;

/** All built-in functions from the table. */
export function overloads(): Map<string, Overload[]> {
  table ??= new Map(
    [...FUNCTIONS].map(([name, found]) => [
      name,
      found.map((one) => {
        const takes = one.takes.map(([parameter, kind, flags = ""]) => ({
          name: parameter as string,
          kind: kindOf(kind as string),
          optional: flags.includes("?"),
          repeated: flags.includes("*"),
          nullAllowed: flags.includes("~"),
        }));
        return new Overload(one.does, takes, kindOf(one.gives));
      }),
    ]),
  );
  return table;
}

interface Step {
  argument: Code | null;
  wanted: Kind | null;
  nullAllowed: boolean;
}

/** How one overload gets its arguments. */
export class Plan {
  readonly gives: Kind;
  readonly certain: boolean;
  private readonly does: Implementation;
  private readonly steps: Step[];

  constructor(overload: Overload, order: (number | null)[], args: Compiled[]) {
    const does = IMPLEMENTATIONS.get(overload.does);
    if (!does) throw new Error(`nothing does ${overload.does}`);
    this.does = does;
    let bound = NULL;
    let certain = true;
    this.steps = order.map((source, at) => {
      const parameter = overload.parameter(at);
      if (source === null) return { argument: null, wanted: null, nullAllowed: true };
      const argument = args[source] as Compiled;
      for (const kind of bindings(parameter.kind, argument.kind)) bound = join(bound, kind);
      const wanted = substituted(parameter.kind, ANY);
      const sure = isCertain(argument.kind, wanted);
      certain &&= sure;
      return { argument: argument.code, wanted: sure ? null : wanted, nullAllowed: parameter.nullAllowed };
    });
    this.certain = certain;
    this.gives = substituted(overload.gives, bound.name === "Null" ? ANY : bound);
  }

  /** Arguments, then the function; null for a null that the parameter does not take. */
  code(): Code {
    const { does, steps } = this;
    return (frame) => {
      const given: Value[] = [];
      for (const { argument, wanted, nullAllowed } of steps) {
        const raw = argument ? argument(frame) : null;
        if (wanted) frame.run.visit(raw);
        const value = wanted ? convert(raw, wanted) : raw;
        if (value === MISMATCH || (value === null && !nullAllowed)) return null;
        given.push(value);
      }
      return does(frame.run, ...given);
    };
  }

  /** What the call gives, or undefined when an argument does not fit. */
  attempt(frame: Frame): Value | undefined {
    const values = this.steps.map((step) => (step.argument ? step.argument(frame) : null));
    frame.run.visit(values);
    const given: Value[] = [];
    for (const [at, step] of this.steps.entries()) {
      const value = values[at] as Value;
      const converted = step.wanted ? convert(value, step.wanted) : value;
      if (converted === MISMATCH) return undefined;
      given.push(converted);
    }
    if (given.some((value, at) => value === null && !this.steps[at]?.nullAllowed)) return null;
    return this.does(frame.run, ...given);
  }
}

/** Where types are known only when it runs: the first way to call that takes the values. */
export const firstThatFits =
  (plans: Plan[]): Code =>
  (frame) => {
    for (const plan of plans) {
      const found = plan.attempt(frame);
      if (found !== undefined) return found;
    }
    return null;
  };
