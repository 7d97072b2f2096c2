// From a tree to closures, types first: what would be null for a reason known beforehand is refused. See compiler.py.
import { calculate, calculateNumbers, negate } from "./arithmetic.ts";
import { Calls } from "./calls.ts";
import { Decimal, absolute, compare, isWhole, number, truncated, whole } from "./decimals.ts";
import { FUNCTIONS, REFERENCE_TYPES } from "./grammar.ts";
import { hint } from "./hints.ts";
import { ANY, BOOLEAN, CONTEXT, Kind, NULL, NUMBER, STRING, join, listOf, rangeOf } from "./kinds.ts";
import { atLiteral } from "./literals.ts";
import { path } from "./properties.ts";
import { Scope, compiled, constant, type Code, type Compiled } from "./scope.ts";
import { cost, type Node } from "./tree.ts";
import {
  Range,
  atMost,
  both,
  chars,
  either,
  equal,
  holds,
  isDeep,
  kindName,
  less,
  not,
  passes,
  type Truth,
  type Value,
} from "./values.ts";

const ARITHMETIC = new Set(["+", "-", "*", "/", "**"]);
const COMPARISONS = new Map<string, (one: Value, other: Value) => Truth>([
  ["=", equal],
  ["!=", (one, other) => not(equal(one, other))],
  ["<", less],
  ["<=", atMost],
  [">", (one, other) => less(other, one)],
  [">=", (one, other) => atMost(other, one)],
]);

/** Compiles one expression. */
export class Compiler extends Calls {
  readonly top: Scope;

  constructor(source: string, names: Map<string, Kind>) {
    super(source);
    this.top = new Scope(null, [...names].map(([name, kind]) => [name, [kind, this.slots.take()]]));
  }

  get size(): number {
    return this.slots.count;
  }

  compile(node: Node, scope: Scope): Compiled {
    switch (node.kind) {
      case "number":
        return this.number(node);
      case "text":
        return constant(node.held.text as string, STRING);
      case "true":
        return constant(true, BOOLEAN);
      case "false":
        return constant(false, BOOLEAN);
      case "null":
        return constant(null, NULL);
      case "at":
        return this.at(node);
      case "name":
        return this.name(node, scope);
      case "path":
        return this.path(node, scope);
      case "negate":
        return this.negate(node, scope);
      case "infix":
        return this.infix(node, scope);
      case "between":
        return this.between(node, scope);
      case "in":
        return this.in(node, scope);
      case "unary":
        return this.unary(node, scope);
      case "range":
        return this.range(node, scope);
      case "instance":
        return this.instance(node, scope);
      case "if":
        return this.if(node, scope);
      case "list":
        return this.list(node, scope);
      case "context":
        return this.context(node, scope);
      case "filter":
        return this.filter(node, scope);
      case "call":
        return this.call(node, scope);
      case "function":
        return this.function(node, scope);
      case "span":
        return this.span(node, scope);
      case "for":
        return this.for(node, scope);
      case "some":
        return this.quantified(node, scope, true);
      case "every":
        return this.quantified(node, scope, false);
      default:
        throw new Error(`no construct ${node.kind}`);
    }
  }

  private number(node: Node): Compiled {
    const text = node.held.text as string;
    const value = number(text);
    if (!value) throw this.fault("literal", node.at, { text: text.slice(0, 40), wanted: NUMBER.words() });
    return constant(value, NUMBER);
  }

  private at(node: Node): Compiled {
    const value = atLiteral(node.held.text as string);
    if (value === null) throw this.fault("date literal", node.at, { text: `"${node.held.text}"` });
    return constant(value, new Kind(kindName(value)));
  }

  private name(node: Node, scope: Scope): Compiled {
    const name = node.held.text as string;
    const found = scope.find(name);
    if (found) return found;
    if (FUNCTIONS.has(name)) throw this.fault("function value", node.at, { name });
    throw this.fault("unknown name", node.at, { name, hint: hint(name, scope.names()) });
  }

  private path(node: Node, scope: Scope): Compiled {
    const of = this.compile(node.parts[0] as Node, scope);
    const name = node.held.text as string;
    const kind = this.propertyOf(of.kind, name, node.at);
    return compiled((frame) => path(frame.run, of.code(frame), name), kind);
  }

  private negate(node: Node, scope: Scope): Compiled {
    const of = this.compile(node.parts[0] as Node, scope);
    return compiled((frame) => negate(of.code(frame)), this.negation(of.kind, node.at));
  }

  private infix(node: Node, scope: Scope): Compiled {
    const operator = node.held.text as string;
    const [left, right] = this.pair(node, scope);
    if (operator === "and" || operator === "or") {
      this.condition(left.kind, (node.parts[0] as Node).at);
      this.condition(right.kind, (node.parts[1] as Node).at);
      return compiled(logic(operator === "or", left.code, right.code), BOOLEAN);
    }
    if (ARITHMETIC.has(operator)) {
      const kind = this.arithmetic(operator, left.kind, right.kind, node.at);
      const numbers = left.kind.name === "number" && right.kind.name === "number";
      return compiled(numbers ? exact(operator, left.code, right.code) : calculated(operator, left.code, right.code), kind);
    }
    if (operator === "=" || operator === "!=") this.equality(left.kind, right.kind, node.at);
    else this.order(left.kind, right.kind, node.at);
    const does = COMPARISONS.get(operator) as (one: Value, other: Value) => Truth;
    return compiled((frame) => {
      const one = left.code(frame);
      const other = right.code(frame);
      if (isDeep(one) && kindName(one) === kindName(other)) frame.run.visit(one);
      return does(one, other);
    }, BOOLEAN);
  }

  private between(node: Node, scope: Scope): Compiled {
    const [value, low] = this.pair(node, scope);
    const high = this.compile(node.parts[2] as Node, scope);
    this.order(value.kind, low.kind, node.at);
    this.order(value.kind, high.kind, node.at);
    return compiled((frame) => {
      const found = value.code(frame);
      return both(atMost(low.code(frame), found), atMost(found, high.code(frame)));
    }, BOOLEAN);
  }

  private in(node: Node, scope: Scope): Compiled {
    const value = this.compile(node.parts[0] as Node, scope);
    const tests = node.parts.slice(1).map((part) => this.compile(part, scope));
    for (const [at, test] of tests.entries()) this.membership(value.kind, test.kind, (node.parts[at + 1] as Node).at);
    return compiled((frame) => {
      const sought = value.code(frame);
      let found: Truth = false;
      for (const test of tests) {
        const against = test.code(frame);
        frame.run.spend(Array.isArray(against) ? against.length : 1);
        if (isDeep(sought)) frame.run.visit(against);
        found = either(found, passes(sought, against));
        if (found) return true;
      }
      return found;
    }, BOOLEAN);
  }

  private unary(node: Node, scope: Scope): Compiled {
    const end = this.compile(node.parts[0] as Node, scope);
    const sign = node.held.text as string;
    if (sign !== "=" && sign !== "!=") this.order(end.kind, end.kind, node.at);
    const kind = rangeOf(end.kind);
    if (sign.startsWith(">")) {
      return compiled((frame) => new Range(end.code(frame), null, sign === ">=", false, sign), kind);
    }
    return compiled((frame) => new Range(null, end.code(frame), false, sign !== "<", sign), kind);
  }

  private range(node: Node, scope: Scope): Compiled {
    const [start, end] = this.pair(node, scope);
    const kind = this.ends(start.kind, end.kind, node.at);
    const [first, second] = node.held.included as [boolean, boolean];
    if (start.constant && end.constant && less(end.value, start.value)) throw this.fault("range order", node.at);
    return compiled((frame) => new Range(start.code(frame), end.code(frame), first, second), rangeOf(kind));
  }

  private instance(node: Node, scope: Scope): Compiled {
    const of = this.compile(node.parts[0] as Node, scope);
    const wanted = node.held.type as Kind;
    if (REFERENCE_TYPES.has(wanted.name)) throw this.fault("type test", node.at, { kind: wanted.words() });
    return compiled((frame) => {
      const found = of.code(frame);
      if (isDeep(found)) frame.run.visit(found);
      return holds(found, wanted);
    }, BOOLEAN);
  }

  private if(node: Node, scope: Scope): Compiled {
    const [condition, then] = this.pair(node, scope);
    const otherwise = this.compile(node.parts[2] as Node, scope);
    this.condition(condition.kind, (node.parts[0] as Node).at);
    const kind = join(then.kind, otherwise.kind);
    return compiled((frame) => (condition.code(frame) === true ? then.code(frame) : otherwise.code(frame)), kind);
  }

  private list(node: Node, scope: Scope): Compiled {
    const items = node.parts.map((part) => this.compile(part, scope));
    const kind = items.reduce((joined, item) => join(joined, item.kind), items.length ? NULL : ANY);
    const codes = items.map((item) => item.code);
    return compiled((frame) => codes.map((code) => code(frame)), listOf(kind));
  }

  private context(node: Node, scope: Scope): Compiled {
    const inner = new Scope(scope);
    const fields: [string, Kind][] = [];
    const entries: [string, number, Code][] = [];
    for (const [at, [key]] of (node.held.names ?? []).entries()) {
      const entry = this.compile(node.parts[at] as Node, inner);
      const slot = this.slots.take();
      entries.push([key, slot, entry.code]);
      fields.push([key, entry.kind]);
      inner.variables.set(key, [entry.kind, slot]);
    }
    return compiled(
      (frame) => {
        const found = new Map<string, Value>();
        for (const [key, slot, entry] of entries) {
          const value = entry(frame);
          frame.values[slot] = value;
          found.set(key, value);
        }
        return found;
      },
      fields.length ? new Kind("context", [], fields) : CONTEXT,
    );
  }

  private filter(node: Node, scope: Scope): Compiled {
    const source = this.compile(node.parts[0] as Node, scope);
    const element = source.kind.name === "list" ? source.kind.element : source.kind;
    const slot = this.slots.take();
    const inner = new Scope(new Scope(scope, [["item", [element, slot]]]), [], [element, slot]);
    const part = node.parts[1] as Node;
    const condition = this.compile(part, inner);
    const chooses = condition.kind.name;
    if (!["Any", "Null", "boolean", "number"].includes(chooses)) {
      throw this.fault("list index", part.at, { kind: condition.kind.words() });
    }
    const code = filtered(source.code, condition.code, slot, cost(part), chooses === "number");
    if (chooses === "number") return compiled(code, element);
    return compiled(code, chooses === "boolean" ? listOf(element) : ANY);
  }
}

function logic(decided: boolean, left: Code, right: Code): Code {
  const combine = decided ? either : both;
  return (frame) => {
    const first = left(frame);
    return first === decided ? decided : combine(first, right(frame));
  };
}

function exact(operator: string, left: Code, right: Code): Code {
  return (frame) => {
    const one = left(frame);
    const other = right(frame);
    return one instanceof Decimal && other instanceof Decimal ? calculateNumbers(operator, one, other) : null;
  };
}

function calculated(operator: string, left: Code, right: Code): Code {
  return (frame) => {
    const found = calculate(operator, left(frame), right(frame));
    if (typeof found === "string") frame.run.text(chars(found).length);
    else if (!(found instanceof Decimal)) frame.run.spend(20);
    return found;
  };
}

/** Table 68: by position, or by a condition for each item. */
function filtered(source: Code, condition: Code, slot: number, price: number, byPosition: boolean): Code {
  return (frame) => {
    const value = source(frame);
    if (value === null) return null;
    const items = Array.isArray(value) ? value : [value];
    if (byPosition) return atPosition(items, condition(frame));
    const found: Value[] = [];
    for (const item of items) {
      frame.run.spend(price);
      frame.values[slot] = item;
      const decided = condition(frame);
      if (decided === true) found.push(item);
      else if (decided instanceof Decimal) return atPosition(items, decided);
    }
    return found;
  };
}

function atPosition(items: Value[], position: Value): Value {
  if (!(position instanceof Decimal) || !isWhole(position)) return null;
  if (compare(absolute(position), whole(items.length)) > 0) return null;
  const at = Number(truncated(position));
  return at === 0 ? null : (items[at > 0 ? at - 1 : items.length + at] ?? null);
}
