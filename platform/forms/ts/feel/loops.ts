// for, some, every: DMN clauses 10.3.2.13 and 10.3.2.14. A loop pays for each turn what its body costs. See loops.py.
import { Checks } from "./checks.ts";
import { Decimal, absolute, compare, isWhole, truncated, whole } from "./decimals.ts";
import { ANY, BOOLEAN, Kind, listOf, rangeOf } from "./kinds.ts";
import { Scope, Slots, compiled, type Code, type Compiled, type Frame } from "./scope.ts";
import { Day, dateOfDay, dayNumber } from "./temporal.ts";
import { cost, type Node } from "./tree.ts";
import { Range, Span, both, either, type Truth, type Value } from "./values.ts";

const FURTHEST = new Decimal(1n, 15);
const COUNTED = new Set(["Any", "Null", "number", "date"]);

/** What the compiler does for loops. */
export abstract class Loops extends Checks {
  protected readonly slots = new Slots();

  abstract compile(node: Node, scope: Scope): Compiled;

  /** `1..n` after `in`: upwards or downwards, numbers or dates. */
  protected span(node: Node, scope: Scope): Compiled {
    const [start, end] = this.pair(node, scope);
    for (const [at, one] of [start, end].entries()) {
      if (!COUNTED.has(one.kind.name)) {
        throw this.fault("iteration", (node.parts[at] as Node).at, { kind: rangeOf(one.kind).words() });
      }
    }
    const kind = this.ends(start.kind, end.kind, node.at);
    return compiled((frame) => new Span(start.code(frame), end.code(frame)), listOf(kind));
  }

  protected for(node: Node, scope: Scope): Compiled {
    const partial = this.slots.take();
    const inner = new Scope(scope, [["partial", [listOf(ANY), partial]]]);
    const { walk, body } = this.loop(node, inner);
    const wantsPartial = inner.used.has("partial");
    return compiled((frame) => {
      const found: Value[] = [];
      const done = walk(frame, () => {
        if (wantsPartial) {
          frame.run.spend(found.length);
          frame.values[partial] = [...found];
        }
        found.push(body.code(frame));
        frame.run.grown(found.length);
        return true;
      });
      return done === null ? null : found;
    }, listOf(body.kind));
  }

  protected quantified(node: Node, scope: Scope, decided: boolean): Compiled {
    const { walk, body } = this.loop(node, scope);
    this.condition(body.kind, (node.parts[node.parts.length - 1] as Node).at);
    const combine = decided ? either : both;
    return compiled((frame) => {
      let found: Truth = !decided;
      const done = walk(frame, () => {
        found = combine(found, body.code(frame));
        return found !== decided;
      });
      return done === null ? null : found;
    }, BOOLEAN);
  }

  protected pair(node: Node, scope: Scope): [Compiled, Compiled] {
    return [this.compile(node.parts[0] as Node, scope), this.compile(node.parts[1] as Node, scope)];
  }

  /** The domains, their variables and the body. */
  private loop(node: Node, scope: Scope): { walk: Walk; body: Compiled } {
    let inner = scope;
    const domains: Code[] = [];
    const slots: number[] = [];
    for (const [at, name] of (node.held.iterations ?? []).entries()) {
      const part = node.parts[at] as Node;
      const domain = this.compile(part, inner);
      const slot = this.slots.take();
      domains.push(domain.code);
      slots.push(slot);
      inner = new Scope(inner, [[name, [this.element(domain.kind, part.at), slot]]]);
    }
    const last = node.parts[node.parts.length - 1] as Node;
    return { walk: walker(domains, slots, cost(last)), body: this.compile(last, inner) };
  }

  private element(kind: Kind, at: number): Kind {
    if (kind.name === "Any" || kind.name === "Null") return ANY;
    const counted = ["Any", "number", "date"].includes(kind.element.name);
    if (kind.name === "list" || (kind.name === "range" && counted)) return kind.element;
    throw this.fault("iteration", at, { kind: kind.words() });
  }
}

/** Goes through all combinations while the visitor says true; null when a domain cannot be gone through. */
type Walk = (frame: Frame, visit: () => boolean) => boolean | null;

function walker(domains: Code[], slots: number[], price: number): Walk {
  const walk = (frame: Frame, visit: () => boolean, at: number): boolean | null => {
    const items = itemsOf((domains[at] as Code)(frame));
    if (!items) return null;
    const last = at === domains.length - 1;
    for (const item of items) {
      frame.run.spend(last ? price : 1);
      frame.values[slots[at] as number] = item;
      const goesOn = last ? visit() : walk(frame, visit, at + 1);
      if (goesOn !== true) return goesOn;
    }
    return true;
  };
  return (frame, visit) => walk(frame, visit, 0);
}

function itemsOf(domain: Value): Iterable<Value> | null {
  if (Array.isArray(domain)) return domain;
  if (domain instanceof Range) {
    if (domain.sign || !inOrder(domain.start, domain.end)) return null;
    return steps(domain.start, domain.end, domain.startIncluded, domain.endIncluded);
  }
  return domain instanceof Span ? steps(domain.start, domain.end, true, true) : null;
}

/** Whole numbers or days from one end to the other. */
function steps(start: Value, end: Value, first: boolean, last: boolean): Iterable<Value> | null {
  if (start instanceof Decimal && end instanceof Decimal && isWhole(start) && isWhole(end)) {
    if ([start, end].some((one) => compare(absolute(one), FURTHEST) > 0)) return null;
    return counted(Number(truncated(start)), Number(truncated(end)), first, last, whole);
  }
  if (start instanceof Day && end instanceof Day) {
    return counted(dayNumber(start), dayNumber(end), first, last, dateOfDay);
  }
  return null;
}

function* counted(
  start: number,
  end: number,
  first: boolean,
  last: boolean,
  made: (at: number) => Value,
): Iterable<Value> {
  const step = start <= end ? 1 : -1;
  const stop = last ? end + step : end;
  for (let at = first ? start : start + step; step > 0 ? at < stop : at > stop; at += step) yield made(at);
}

function inOrder(start: Value, end: Value): boolean {
  if (start instanceof Decimal && end instanceof Decimal) return compare(start, end) <= 0;
  return start instanceof Day && end instanceof Day && dayNumber(start) <= dayNumber(end);
}

