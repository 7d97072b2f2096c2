// From tokens to a tree: operator precedence from the table, keyword forms from its templates. See parser.py.
import { Fault, placeOf } from "./faults.ts";
import { FORMS, INFIX, INSTANCE, KEYWORDS, LIMITS, NEGATION, UNARY_TESTS } from "./grammar.ts";
import type { Kind } from "./kinds.ts";
import { tokens, type Token } from "./tokens.ts";
import type { Held, Node } from "./tree.ts";
import { TypeReader, squeezed } from "./typetext.ts";
import { namesIn, standardVocabulary, type Vocabulary } from "./vocabulary.ts";

const COMPARISON = INFIX.get("=") as number;
const CLOSERS = new Set([")", "[", "]"]);
/** After these a `[` cannot begin a filter, so it ends a range: `[1..10[`. */
const NO_BEGINNING = new Set([")", "]", "}", ",", "=", "!=", "<", "<=", ">", ">=", "*", "/", "+", "**", ".", ":", ".."]);
const IN_NAMES = new Set([".", "/", "-", "’", "'", "+", "*"]);
const CONSTANTS = new Set(["true", "false", "null"]);

/** The tree of a source in which these names are known. Throws Fault with the place of what is wrong. */
export function parse(source: string, names: Map<string, Kind>): Node {
  const vocabulary = standardVocabulary();
  for (const [name, kind] of names) vocabulary.learn([name, ...namesIn(kind)]);
  const parser = new Parser(source, vocabulary);
  const tree = parser.expression();
  if (parser.now.kind !== "end") throw parser.fault("left over", { found: parser.now.text });
  return tree;
}

class Parser extends TypeReader {
  private readonly vocabulary: Vocabulary;
  private depth = 0;
  private closingRange = false;

  constructor(source: string, vocabulary: Vocabulary) {
    super(source, tokens(source));
    this.vocabulary = vocabulary;
    if (this.now.kind === "end") throw this.fault("empty");
  }

  expression(level = 0): Node {
    this.depth += 1;
    if (this.depth > LIMITS.nesting) throw this.fault("too deep", { limit: LIMITS.nesting });
    let left = this.prefix();
    for (;;) {
      const operator = this.now.kind === "sign" || this.now.kind === "keyword" ? this.now.text : "";
      if (operator === "instance") {
        if (level >= INSTANCE) break;
        const at = this.advance().at;
        this.expect("of");
        left = this.node("instance", at, [left], { type: this.type() });
        continue;
      }
      const binding = INFIX.get(operator);
      if (binding === undefined || binding <= level) break;
      const at = this.advance().at;
      left = this.infix(operator, binding, at, left);
    }
    this.depth -= 1;
    return left;
  }

  private node(kind: string, at: number, parts: Node[], held: Held = {}): Node {
    const height = 1 + parts.reduce((most, part) => Math.max(most, part.height), 0);
    if (height > LIMITS.height) throw new Fault("too deep", placeOf(this.source, at), { limit: LIMITS.height });
    return { kind, at, parts, held, height };
  }

  private infix(operator: string, binding: number, at: number, left: Node): Node {
    if (operator === "between") {
      const low = this.expression(COMPARISON);
      this.expect("and");
      return this.node("between", at, [left, low, this.expression(COMPARISON)]);
    }
    if (operator === "in") return this.node("in", at, [left, ...this.tests()]);
    return this.node("infix", at, [left, this.expression(binding)], { text: operator });
  }

  private tests(): Node[] {
    if (!(this.now.kind === "sign" && this.now.text === "(")) return [this.expression(COMPARISON)];
    const at = this.advance().at;
    const first = this.expression();
    if (this.sees("..")) return [this.range(at, first, false)];
    const tests = [first];
    while (this.takes(",")) tests.push(this.expression());
    this.expect(")");
    return tests;
  }

  private prefix(): Node {
    const token = this.now;
    if (token.kind === "sign") {
      if (token.text === "-") {
        this.advance();
        if (this.now.kind === "number") {
          return this.postfix(this.node("number", token.at, [], { text: "-" + this.advance().text }));
        }
        return this.node("negate", token.at, [this.expression(NEGATION)]);
      }
      if (UNARY_TESTS.has(token.text)) {
        this.advance();
        return this.node("unary", token.at, [this.expression(COMPARISON)], { text: token.text });
      }
    }
    if (token.kind === "keyword" && FORMS.has(token.text)) {
      const form = this.form(token.text);
      return token.text === "function" ? this.postfix(form) : form;
    }
    return this.postfix(this.primary());
  }

  private primary(): Node {
    const token = this.now;
    if (token.kind === "number" || token.kind === "text") {
      return this.node(token.kind, this.advance().at, [], { text: token.text });
    }
    if (token.kind === "keyword" && CONSTANTS.has(token.text)) return this.node(token.text, this.advance().at, []);
    if (token.kind === "word") return this.node("name", token.at, [], { text: this.name() });
    if (token.kind === "sign") {
      if (token.text === "@") {
        this.advance();
        if (this.now.kind !== "text") throw this.expected('"…"');
        return this.node("at", token.at, [], { text: this.advance().text });
      }
      if (token.text === "(" || token.text === "[" || token.text === "]") return this.brackets(token);
      if (token.text === "{") return this.context();
    }
    throw this.fault("expression expected", { found: this.shown(token) });
  }

  /** `(e)`, a list or a range: which of them shows after the first expression. */
  private brackets(opening: Token): Node {
    this.advance();
    if (opening.text === "[" && this.takes("]")) return this.node("list", opening.at, []);
    const outer = this.closingRange;
    this.closingRange = false;
    const first = this.expression();
    if (this.sees("..")) {
      this.closingRange = outer;
      return this.range(opening.at, first, opening.text === "[");
    }
    if (opening.text === "]") throw this.expected("..");
    const parts = [first];
    while (opening.text === "[" && this.takes(",")) parts.push(this.expression());
    this.closingRange = outer;
    this.expect(opening.text === "[" ? "]" : ")");
    return opening.text === "[" ? this.node("list", opening.at, parts) : first;
  }

  private range(at: number, first: Node, included: boolean): Node {
    this.expect("..");
    const outer = this.closingRange;
    this.closingRange = true;
    const last = this.expression();
    this.closingRange = outer;
    if (this.now.kind !== "sign" || !CLOSERS.has(this.now.text)) throw this.expected(") ]");
    return this.node("range", at, [first, last], { included: [included, this.advance().text === "]"] });
  }

  private context(): Node {
    const at = this.advance().at;
    const names: [string, number][] = [];
    const parts: Node[] = [];
    while (!this.sees("}")) {
      if (parts.length) this.expect(",");
      const key = this.now;
      const name = key.kind === "text" ? this.advance().text : this.wordsUntil(":");
      if (names.some(([known]) => known === name)) throw new Fault("key twice", placeOf(this.source, key.at), { name });
      this.vocabulary.learn([name]);
      this.expect(":");
      names.push([name, key.at]);
      parts.push(this.expression());
    }
    this.advance();
    return this.node("context", at, parts, { names });
  }

  private postfix(from: Node): Node {
    let node = from;
    while (this.now.kind === "sign") {
      const token = this.now;
      if (token.text === ".") {
        this.advance();
        if (!this.beginsName()) throw this.expected("name");
        node = this.node("path", token.at, [node], { text: this.name() });
      } else if (token.text === "(") {
        node = this.call(node);
      } else if (token.text === "[" && !(this.closingRange && this.endsRange())) {
        this.advance();
        const outer = this.closingRange;
        this.closingRange = false;
        const condition = this.expression();
        this.closingRange = outer;
        this.expect("]");
        node = this.node("filter", token.at, [node, condition]);
      } else break;
    }
    return node;
  }

  private endsRange(): boolean {
    const follows = this.found[this.index + 1] as Token;
    if (follows.kind === "keyword") {
      return KEYWORDS.has(follows.text) && !FORMS.has(follows.text) && !CONSTANTS.has(follows.text);
    }
    return follows.kind === "end" || (follows.kind === "sign" && NO_BEGINNING.has(follows.text));
  }

  private call(callee: Node): Node {
    const at = this.advance().at;
    const outer = this.closingRange;
    this.closingRange = false;
    const names: [string, number][] | null = this.namedArguments() ? [] : null;
    const parts: Node[] = [];
    while (!this.sees(")")) {
      if (parts.length) this.expect(",");
      if (names) {
        const start = this.now.at;
        names.push([this.wordsUntil(":"), start]);
        this.expect(":");
      }
      parts.push(this.expression());
    }
    this.advance();
    this.closingRange = outer;
    return this.node("call", at, [callee, ...parts], { names });
  }

  private namedArguments(): boolean {
    let index = this.index;
    while (["word", "keyword", "number"].includes(this.found[index]?.kind ?? "end")) index += 1;
    const token = this.found[index] as Token;
    return index > this.index && token.text === ":" && token.kind === "sign";
  }

  /** A keyword form by its template: words of the language, `<expression>`, `<<names>>`. */
  private form(keyword: string): Node {
    const at = this.now.at;
    const parts: Node[] = [];
    const held: Held = {};
    for (const element of FORMS.get(keyword) ?? []) {
      if (element === "<<iterations>>") {
        held.iterations = [];
        do {
          held.iterations.push(this.wordsUntil("in"));
          this.expect("in");
          parts.push(this.iterated());
        } while (this.takes(","));
      } else if (element === "<<parameters>>") {
        held.parameters = this.parameters();
      } else if (element.startsWith("<")) {
        parts.push(this.expression());
      } else {
        this.expect(element);
      }
    }
    return this.node(keyword, at, parts, held);
  }

  private iterated(): Node {
    const first = this.expression();
    if (!this.sees("..")) return first;
    const at = this.advance().at;
    return this.node("span", at, [first, this.expression()]);
  }

  private parameters(): [string, Kind | null][] {
    this.expect("(");
    const found: [string, Kind | null][] = [];
    while (!this.sees(")")) {
      if (found.length) this.expect(",");
      const name = this.wordsUntil(":", ",", ")");
      found.push([name, this.takes(":") ? this.type() : null]);
    }
    this.advance();
    if (this.now.text === "external" && this.now.kind === "keyword") throw this.fault("external function");
    return found;
  }

  private beginsName(): boolean {
    return this.now.kind === "word" || this.now.kind === "keyword";
  }

  private name(): string {
    const [name, count] = this.vocabulary.match(this.found, this.index);
    this.index += count;
    return name;
  }

  /** A name where one is introduced: every token up to a stop. */
  private wordsUntil(...stops: string[]): string {
    const start = this.now;
    if (start.kind !== "word" && start.kind !== "keyword") throw this.expected("name");
    const texts: string[] = [];
    while (["word", "keyword", "number", "sign"].includes(this.now.kind) && !stops.includes(this.now.text)) {
      if (this.now.kind === "sign" && !IN_NAMES.has(this.now.text)) break;
      texts.push(this.advance().text);
    }
    if (!texts.length) throw this.expected("name");
    const name = squeezed(this.source.slice(start.at, (this.found[this.index - 1] as Token).end));
    this.vocabulary.add(texts, name);
    return name;
  }
}
