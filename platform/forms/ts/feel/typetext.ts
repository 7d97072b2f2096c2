// Types as they are written, in `instance of`, in a function's parameters and in a form's declarations: rule 52.
import { Fault, placeOf, type Details } from "./faults.ts";
import { REFERENCE_TYPES, SIMPLE_TYPES } from "./grammar.ts";
import { Kind } from "./kinds.ts";
import { tokens, type Token } from "./tokens.ts";

const SIMPLE = [...SIMPLE_TYPES, ...REFERENCE_TYPES]
  .map((name) => tokens(name).slice(0, -1).map((token) => token.text))
  .sort((one, other) => other.length - one.length);
const INSIDE_NAMES = new Set(["word", "keyword", "number", "sign"]);
const known = new Map<string, Kind>();

/** A type from its text, such as `list<context<数量: number, 单价: number>>`. Throws Fault. */
export function readKind(text: string): Kind {
  const before = known.get(text);
  if (before) return before;
  const reader = new TypeReader(text, tokens(text));
  const kind = reader.type();
  if (reader.now.kind !== "end") throw reader.fault("left over", { found: reader.now.text });
  known.set(text, kind);
  return kind;
}

/** Walks over tokens; what the reading of types and of expressions have in common. */
export class TypeReader {
  readonly source: string;
  readonly found: Token[];
  index = 0;
  /** Names of type variables, only in the signatures of functions. */
  variables: Set<string> = new Set();

  constructor(source: string, found: Token[]) {
    this.source = source;
    this.found = found;
  }

  get now(): Token {
    return this.found[this.index] as Token;
  }

  advance(): Token {
    const token = this.now;
    if (token.kind !== "end") this.index += 1;
    return token;
  }

  sees(text: string): boolean {
    return this.now.text === text && (this.now.kind === "sign" || this.now.kind === "keyword");
  }

  takes(text: string): boolean {
    if (!this.sees(text)) return false;
    this.index += 1;
    return true;
  }

  expect(text: string): Token {
    if (!this.sees(text)) throw this.expected(text);
    return this.advance();
  }

  fault(construct: string, details: Details = {}): Fault {
    return new Fault(construct, placeOf(this.source, this.now.at), details);
  }

  expected(wanted: string): Fault {
    return this.fault("expected", { wanted, found: this.shown(this.now) });
  }

  shown(token: Token): string {
    return token.kind === "end" ? "…" : this.source.slice(token.at, token.end);
  }

  type(): Kind {
    const token = this.now;
    for (const texts of SIMPLE) {
      if (texts.every((text, at) => this.found[this.index + at]?.text === text)) {
        this.index += texts.length;
        return new Kind(texts.join(" "));
      }
    }
    const name = this.advance().text;
    if (this.variables.has(name)) return new Kind(name);
    if (name === "list" || name === "range") {
      if (!this.takes("<")) throw new Fault("type parameter", placeOf(this.source, token.at), { name });
      const inner = this.type();
      this.expect(">");
      return new Kind(name, [inner]);
    }
    if (name === "context") return this.takes("<") ? this.contextType() : new Kind("context");
    if (name === "function") return this.functionType(token);
    if (token.kind === "end") throw new Fault("expected", placeOf(this.source, token.at), { wanted: "type", found: "…" });
    throw new Fault("unknown type", placeOf(this.source, token.at), { name: token.text });
  }

  private contextType(): Kind {
    const fields: [string, Kind][] = [];
    do {
      const start = this.now;
      while (INSIDE_NAMES.has(this.now.kind) && ![":", ">", ","].includes(this.now.text)) this.advance();
      const name = squeezed(this.source.slice(start.at, this.now.at));
      if (!name) throw this.expected("name");
      this.expect(":");
      fields.push([name, this.type()]);
    } while (this.takes(","));
    this.expect(">");
    return new Kind("context", [], fields);
  }

  private functionType(token: Token): Kind {
    if (!this.takes("<")) throw new Fault("type parameter", placeOf(this.source, token.at), { name: "function" });
    const parameters: Kind[] = [];
    while (!this.sees(">")) {
      if (parameters.length) this.expect(",");
      parameters.push(this.type());
    }
    this.advance();
    this.expect("->");
    return new Kind("function", [...parameters, this.type()]);
  }
}

/** A name with single spaces. */
export const squeezed = (name: string): string => name.trim().split(/\s+/u).filter(Boolean).join(" ");
