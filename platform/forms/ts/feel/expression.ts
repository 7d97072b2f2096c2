// The engine's door: `compileExpression` at publish time, `Expression.evaluate` for ever after. See expression.py.
import { Compiler } from "./compiler.ts";
import { MISMATCH, convert, isCertain } from "./conversions.ts";
import { Fault } from "./faults.ts";
import { reader, type Reader } from "./inputs.ts";
import { takes, type Kind } from "./kinds.ts";
import { parse } from "./parser.ts";
import { Run, type Organization } from "./run.ts";
import type { Code, Frame } from "./scope.ts";
import type { Moment } from "./temporal.ts";
import { readKind } from "./typetext.ts";
import { isDeep, type Value } from "./values.ts";

export interface Surroundings {
  now?: Moment | null;
  organization?: Organization | null;
}

/** A published expression. */
export class Expression {
  readonly source: string;
  readonly kind: Kind;
  /** The names that it reads. */
  readonly uses: Set<string>;
  private readonly code: Code;
  private readonly inputs: [number, string, Reader][];
  private readonly size: number;
  private readonly wanted: Kind | null;

  constructor(source: string, names: Map<string, Kind>, expects: Kind | null) {
    const tree = parse(source, names);
    const compiler = new Compiler(source, names);
    const found = compiler.compile(tree, compiler.top);
    if (expects && !takes(expects, found.kind)) {
      throw new Fault("result", { line: 1, column: 1 }, { kind: found.kind.words(), wanted: expects.words() });
    }
    this.source = source;
    this.kind = expects ?? found.kind;
    this.uses = new Set(compiler.top.used);
    this.code = found.code;
    this.inputs = [...compiler.top.variables]
      .filter(([name]) => this.uses.has(name))
      .map(([name, [kind, slot]]) => [slot, name, reader(kind)]);
    this.size = compiler.size;
    this.wanted = expects && !isCertain(found.kind, expects) ? expects : null;
  }

  /** The result for these values (a name left out is null). Throws Stopped and WrongValue. */
  evaluate(values: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>, around: Surroundings = {}): Value {
    const frame = this.frame(around);
    for (const [slot, name, read] of this.inputs) {
      const raw = values instanceof Map ? values.get(name) : own(values as Record<string, unknown>, name);
      if (raw !== undefined && raw !== null) frame.values[slot] = read(raw);
    }
    return this.run(frame);
  }

  /** The same for values that readers made already: many expressions of one record read it once. */
  calculate(values: ReadonlyMap<string, Value>, around: Surroundings = {}): Value {
    const frame = this.frame(around);
    for (const [slot, name] of this.inputs) frame.values[slot] = values.get(name) ?? null;
    return this.run(frame);
  }

  private frame(around: Surroundings): Frame {
    return {
      run: new Run(around.now ?? null, around.organization ?? null),
      values: new Array<Value>(this.size).fill(null),
    };
  }

  private run(frame: Frame): Value {
    const found = this.code(frame);
    if (typeof found === "string" || isDeep(found)) frame.run.visit(found);
    if (!this.wanted) return found;
    const converted = convert(found, this.wanted);
    return converted === MISMATCH ? null : converted;
  }
}

/** Compile an expression in which these names are declared with their types as text. Throws Fault. */
export function compileExpression(
  source: string,
  names: Readonly<Record<string, string>>,
  expects: string | null = null,
): Expression {
  const declared = new Map(Object.entries(names).map(([name, kind]) => [name, readKind(kind)]));
  return new Expression(source, declared, expects === null ? null : readKind(expects));
}

const own = (values: Record<string, unknown>, name: string): unknown => (Object.hasOwn(values, name) ? values[name] : null);
