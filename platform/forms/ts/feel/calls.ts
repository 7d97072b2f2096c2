// Calls of functions, and functions written in the expression. DMN Table 63 and clause 10.3.2.7. See calls.py.
import { comparable } from "./checks.ts";
import { MISMATCH, bindings, convert, substituted } from "./conversions.ts";
import type { Fault } from "./faults.ts";
import { FUNCTIONS, PATTERN_REASONS } from "./grammar.ts";
import { hint } from "./hints.ts";
import { ANY, Kind, join, rangeOf, takes } from "./kinds.ts";
import { Loops } from "./loops.ts";
import { Plan, firstThatFits, overloads, type Overload } from "./overloads.ts";
import { PatternError, compilePattern } from "./patterns.ts";
import { Run } from "./run.ts";
import { Scope, compiled, constant, type Code, type Compiled } from "./scope.ts";
import { cost, type Node } from "./tree.ts";
import { Callable, Range, kindName, textOf, type Value } from "./values.ts";

/** Calls of these with constants are literals: what they make must exist. */
const MAKERS = new Set(["date", "time", "date and time", "duration", "range"]);
const PATTERNS = new Map([
  ["matches", ["pattern", "flags"]],
  ["replace", ["pattern", "flags"]],
  ["split", ["delimiter", ""]],
]);

interface Choice {
  overload: Overload;
  order: (number | null)[];
}

/** What the compiler does for calls. */
export abstract class Calls extends Loops {
  protected call(node: Node, scope: Scope): Compiled {
    const callee = node.parts[0] as Node;
    let known: Compiled | null;
    if (callee.kind === "name") {
      const name = callee.held.text as string;
      known = scope.find(name);
      const shadows = known && (known.kind.name === "function" || known.kind.name === "Any" || !FUNCTIONS.has(name));
      if (!known || !shadows) return this.builtIn(node, callee, scope);
    } else known = this.compile(callee, scope);
    if (known.kind.name !== "function" && known.kind.name !== "Any") {
      throw this.fault("no function", node.at, { kind: known.kind.words() });
    }
    return this.callOfValue(node, known, scope);
  }

  private builtIn(node: Node, callee: Node, scope: Scope): Compiled {
    const name = callee.held.text as string;
    const found = overloads().get(name);
    if (!found) {
      const near = hint(name, [...FUNCTIONS.keys(), ...scope.names()]);
      throw this.fault("unknown function", callee.at, { name, hint: near });
    }
    const names = node.held.names?.map(([given]) => given) ?? null;
    const args = node.parts.slice(1).map((part) => this.compile(part, scope));
    const chosen: Choice[] = [];
    for (const overload of found) {
      const order = overload.arranged(args.length, names);
      const fit = order?.every((source, at) => source === null || this.accepts(overload, at, args[source] as Compiled));
      if (order && fit) chosen.push({ overload, order });
    }
    const [first] = chosen;
    if (!first) throw this.noOverload(node, name, found, names, args);
    this.sameKinds(first, args, node);
    this.checkPattern(name, first, args, node);
    const plans: Plan[] = [];
    for (const { overload, order } of chosen) {
      const plan = new Plan(overload, order, args);
      plans.push(plan);
      if (plan.certain) break;
    }
    const [plan] = plans as [Plan, ...Plan[]];
    const gives = plans.slice(1).reduce((kind, other) => join(kind, other.gives), plan.gives);
    const code = plans.length === 1 ? plan.code() : firstThatFits(plans);
    if (MAKERS.has(name) && args.length && args.every((one) => one.constant && one.value !== null)) {
      return this.literal(name, code, args, callee);
    }
    return compiled(code, gives);
  }

  private accepts(overload: Overload, at: number, argument: Compiled): boolean {
    return takes(substituted(overload.parameter(at).kind, ANY), argument.kind);
  }

  /** A date, time, duration or range whose text stands in the expression. */
  private literal(name: string, code: Code, args: Compiled[], callee: Node): Compiled {
    const value = code({ run: new Run(null, null), values: [] });
    if (value === null) {
      const text = args.map((one) => textOf(one.value, true) ?? "").join(", ").slice(0, 60);
      const wanted = new Kind(name === "duration" ? "days and time duration" : name).words();
      throw this.fault("literal", callee.at, { text, wanted });
    }
    const kind = value instanceof Range ? rangeOf(new Kind(kindName(value.start ?? value.end))) : new Kind(kindName(value));
    return constant(value, kind);
  }

  /** The fault that fits best: a parameter's name, the number of values, a type. */
  private noOverload(node: Node, name: string, found: Overload[], names: string[] | null, args: Compiled[]): Fault {
    const shown = found.map(
      (one) => one.takes.map((p) => p.name + (p.repeated ? "…" : p.optional ? "?" : "")).join(", ") || "()",
    );
    const wanted = shown.join(" / ");
    const known = new Set(found.flatMap((one) => one.takes.map((p) => p.name)));
    for (const [given, at] of node.held.names ?? []) {
      if (!known.has(given)) return this.fault("argument name", at, { function: name, name: given, wanted });
    }
    for (const overload of found) {
      for (const [at, source] of (overload.arranged(args.length, names) ?? []).entries()) {
        if (source === null || this.accepts(overload, at, args[source] as Compiled)) continue;
        const parameter = overload.parameter(at);
        return this.fault("argument", (node.parts[source + 1] as Node).at, {
          function: name,
          parameter: parameter.name,
          kind: (args[source] as Compiled).kind.words(),
          wanted: (parameter.kind.name === "T" ? ANY : parameter.kind).words(),
        });
      }
    }
    return this.fault("argument count", node.at, { function: name, count: args.length, wanted });
  }

  /** Relations of points and ranges need things of one kind. */
  private sameKinds({ overload, order }: Choice, args: Compiled[], node: Node): void {
    const relation = overload.takes.some((one) => one.kind.name === "T" || one.kind.name === "range");
    if (overload.gives.name !== "boolean" || !relation) return;
    const found = order.flatMap((source, at) =>
      source === null ? [] : bindings(overload.parameter(at).kind, (args[source] as Compiled).kind),
    );
    const [first] = found;
    for (const kind of found.slice(1)) {
      if (first && !comparable(first, kind)) {
        throw this.fault("comparison", node.at, { left: first.words(), right: kind.words() });
      }
    }
  }

  /** A pattern that stands in the expression must be one. */
  private checkPattern(name: string, { overload, order }: Choice, args: Compiled[], node: Node): void {
    const wanted = PATTERNS.get(name);
    if (!wanted) return;
    const given = new Map<string, [Compiled, number]>();
    for (const [at, source] of order.entries()) {
      if (source === null) continue;
      given.set(overload.parameter(at).name, [args[source] as Compiled, (node.parts[source + 1] as Node).at]);
    }
    const pattern = given.get(wanted[0] as string);
    const flags = given.get(wanted[1] as string);
    const options = flags?.[0].constant && typeof flags[0].value === "string" ? flags[0].value : "";
    if (flags && /[^smixq]/.test(options)) throw this.fault("flags", flags[1], { text: `"${options}"` });
    if (!pattern?.[0].constant || typeof pattern[0].value !== "string") return;
    try {
      compilePattern(pattern[0].value, options);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      const [en = "", zh = ""] = PATTERN_REASONS.get(error.reason) ?? [];
      throw this.fault("pattern", pattern[1], { text: `"${pattern[0].value.slice(0, 60)}"`, reason: { en, zh } });
    }
  }

  /** A call of a function that is a value. */
  private callOfValue(node: Node, known: Compiled, scope: Scope): Compiled {
    const args = node.parts.slice(1).map((part) => this.compile(part, scope));
    const isFunction = known.kind.name === "function";
    if (isFunction && known.kind.of.length - 1 !== args.length) {
      const details = { function: "function", count: args.length, wanted: String(known.kind.of.length - 1) };
      throw this.fault("argument count", node.at, details);
    }
    for (const [at, argument] of isFunction ? args.entries() : []) {
      const wanted = known.kind.of[at] as Kind;
      if (!takes(wanted, argument.kind)) {
        const details = { function: "function", parameter: "", kind: argument.kind.words(), wanted: wanted.words() };
        throw this.fault("argument", (node.parts[at + 1] as Node).at, details);
      }
    }
    const names = node.held.names?.map(([given]) => given) ?? null;
    return compiled(
      (frame) => {
        const callee = known.code(frame);
        if (!(callee instanceof Callable) || callee.names.length !== args.length) return null;
        const given = args.map((one) => one.code(frame));
        if (!names) return callee.call(given);
        const sorted = [[...names].sort(), [...callee.names].sort()].map((list) => list.join("\n"));
        if (sorted[0] !== sorted[1]) return null;
        return callee.call(callee.names.map((name) => given[names.indexOf(name)] as Value));
      },
      isFunction ? known.kind.last : ANY,
    );
  }

  /** A function with what it sees from where it stands (a closure). */
  protected function(node: Node, scope: Scope): Compiled {
    const parameters = node.held.parameters ?? [];
    const names = parameters.map(([name]) => name);
    const kinds = parameters.map(([, kind]) => kind ?? ANY);
    const slots = names.map(() => this.slots.take());
    const inner = new Scope(scope);
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) < at) throw this.fault("key twice", node.at, { name });
      inner.variables.set(name, [kinds[at] as Kind, slots[at] as number]);
    }
    const body = this.compile(node.parts[0] as Node, inner);
    const price = cost(node.parts[0] as Node);
    const { height } = node.parts[0] as Node;
    return compiled(
      (frame) => {
        const seen = [...frame.values];
        return new Callable(names, (given) => {
          const inside = { run: frame.run, values: [...seen] };
          for (const [at, slot] of slots.entries()) {
            const kind = kinds[at] as Kind;
            if (kind.name !== "Any") frame.run.visit(given[at] ?? null);
            const converted = convert(given[at] ?? null, kind);
            if (converted === MISMATCH) return null;
            inside.values[slot] = converted;
          }
          frame.run.enter(price, height);
          const found = body.code(inside);
          frame.run.leave(height);
          return found;
        });
      },
      new Kind("function", [...kinds, body.kind]),
    );
  }
}
