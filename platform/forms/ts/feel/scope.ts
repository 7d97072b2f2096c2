// Which names an expression may use at each place, and where their values lie while it runs. See scope.py.
import type { Kind } from "./kinds.ts";
import type { Run } from "./run.ts";
import type { Value } from "./values.ts";

/** The values of one evaluation: the run, and one place for each name. */
export interface Frame {
  run: Run;
  values: Value[];
}
export type Code = (frame: Frame) => Value;

/** A construct ready to run; `constant` when it never changes, with its value. */
export interface Compiled {
  code: Code;
  kind: Kind;
  constant: boolean;
  value: Value;
}

export const compiled = (code: Code, kind: Kind): Compiled => ({ code, kind, constant: false, value: null });
export const constant = (value: Value, kind: Kind): Compiled => ({ code: () => value, kind, constant: true, value });

/** How many places a frame needs. */
export class Slots {
  count = 0;

  take(): number {
    this.count += 1;
    return this.count - 1;
  }
}

/** The names of one level: variables by name, or the entries of the item that a filter looks at. */
export class Scope {
  readonly variables: Map<string, [Kind, number]>;
  readonly used = new Set<string>();
  private readonly outer: Scope | null;
  private readonly item: [Kind, number] | null;

  constructor(outer: Scope | null, variables: [string, [Kind, number]][] = [], item: [Kind, number] | null = null) {
    this.outer = outer;
    this.variables = new Map(variables);
    this.item = item;
  }

  /** What a name means here, the innermost meaning first. */
  find(name: string): Compiled | null {
    const variable = this.variables.get(name);
    if (variable) {
      const [kind, slot] = variable;
      this.used.add(name);
      return compiled((frame) => frame.values[slot] ?? null, kind);
    }
    if (this.item) {
      const [kind, slot] = this.item;
      const entry = kind.name === "context" ? kind.field(name) : null;
      if (entry) return this.entry(name, entry, slot);
    }
    return this.outer?.find(name) ?? null;
  }

  *names(): Iterable<string> {
    yield* this.variables.keys();
    for (const [name] of this.item?.[0].fields ?? []) yield name;
    if (this.outer) yield* this.outer.names();
  }

  /** An entry of the item; an item that lacks it leaves the name to the outer scope. */
  private entry(name: string, kind: Kind, slot: number): Compiled {
    const beyond = this.outer?.find(name)?.code ?? ((): Value => null);
    return compiled((frame) => {
      const item = frame.values[slot];
      const found = item instanceof Map ? item.get(name) : undefined;
      return found === undefined ? beyond(frame) : found;
    }, kind);
  }
}
