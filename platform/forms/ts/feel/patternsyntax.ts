// From the text of a pattern to a program: XML Schema regular expressions with anchors, groups and back references.
// See patternsyntax.py. A pattern is an array of characters here, so that positions count characters.
import { PATTERN_BLOCKS } from "./grammar.ts";

export type Test = (char: string) => boolean;

/** A pattern that is none; `reason` is a key of `patternReasons` in grammar.json, or `flags`. */
export class PatternError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** One step of the matcher. */
export interface Instruction {
  does: "set" | "save" | "split" | "jump" | "moved" | "back" | "begin" | "end" | "found";
  x: number;
  y: number;
  test: Test | null;
  caseless: boolean;
}

const MOST_INSTRUCTIONS = 4000;
const DEEPEST = 40;
const ESCAPED = new Set("\\|.-^?*+{}()[]$");
const CONTROLS = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const CATEGORIES = new Set(
  "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn".split(" "),
);
const properties = new Map<string, RegExp>();

function inCategory(char: string, name: string): boolean {
  let known = properties.get(name);
  if (!known) {
    known = new RegExp(`^\\p{${name}}$`, "u");
    properties.set(name, known);
  }
  return known.test(char);
}

const nameStart: Test = (char) => char === "_" || char === ":" || inCategory(char, "L");
const CLASSES = new Map<string, Test>([
  ["s", (char) => " \t\n\r".includes(char)],
  ["d", (char) => inCategory(char, "Nd")],
  ["w", (char) => !["P", "Z", "C"].some((name) => inCategory(char, name))],
  ["i", nameStart],
  ["c", (char) => nameStart(char) || "-.·".includes(char) || ["Nd", "Mn", "Mc"].some((name) => inCategory(char, name))],
]);

const instruction = (does: Instruction["does"], x = 0, y = 0, test: Test | null = null): Instruction => ({
  does,
  x,
  y,
  test,
  caseless: false,
});

/** A reader of one pattern. After `program()`, `groups` and `registers` say what the matcher must remember. */
export class Syntax {
  groups = 0;
  registers = 0;
  private readonly source: string[];
  private readonly caseless: boolean;
  private readonly dotAll: boolean;
  private readonly literal: boolean;
  private at = 0;
  private depth = 0;
  private readonly closed = new Set<number>();
  private readonly loops: Instruction[] = [];

  constructor(source: string, flags: string) {
    const spaced = flags.includes("x") && !flags.includes("q");
    this.source = spaced ? packed(Array.from(source)) : Array.from(source);
    this.caseless = flags.includes("i");
    this.dotAll = flags.includes("s");
    this.literal = flags.includes("q");
  }

  program(): Instruction[] {
    const code = this.literal ? this.source.map((char) => this.char(char)) : this.alternatives();
    if (!this.literal && this.at < this.source.length) throw new PatternError("bracket");
    // The registers of loops stand behind the groups, whose number is known only now.
    for (const loop of this.loops) loop.x += 2 * this.groups + 2;
    return [...code, instruction("found")];
  }

  private alternatives(): Instruction[] {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new PatternError("bracket");
    let code = this.branch();
    while (this.peek() === "|") {
      this.at += 1;
      const other = this.branch();
      code = [
        instruction("split", 1, code.length + 2),
        ...moved(code, 1),
        instruction("jump", code.length + 2 + other.length),
        ...moved(other, code.length + 2),
      ];
    }
    this.depth -= 1;
    return code;
  }

  private branch(): Instruction[] {
    const code: Instruction[] = [];
    for (let char = this.peek(); char && char !== "|" && char !== ")"; char = this.peek()) {
      code.push(...moved(this.repeated(this.atom()), code.length));
      if (code.length > MOST_INSTRUCTIONS) throw new PatternError("count");
    }
    return code;
  }

  private atom(): Instruction[] {
    const char = this.peek();
    this.at += 1;
    if (char === "(") return this.group();
    if (char === "[") return [instruction("set", 0, 0, this.set())];
    if (char === ".") return [instruction("set", 0, 0, this.dotAll ? () => true : (one) => one !== "\n" && one !== "\r")];
    if (char === "^") return [instruction("begin")];
    if (char === "$") return [instruction("end")];
    if (char === "\\") return this.escape();
    if ("?*+{".includes(char)) throw new PatternError("repeat");
    if ("}]".includes(char)) throw new PatternError("bracket");
    return [this.char(char)];
  }

  private group(): Instruction[] {
    let number = 0;
    if (this.peekAt(0) === "?" && this.peekAt(1) === ":") this.at += 2;
    else if (this.peek() === "?") throw new PatternError("repeat");
    else {
      this.groups += 1;
      number = this.groups;
    }
    const code = this.alternatives();
    if (this.peek() !== ")") throw new PatternError("bracket");
    this.at += 1;
    if (!number) return code;
    this.closed.add(number);
    return [instruction("save", 2 * number), ...moved(code, 1), instruction("save", 2 * number + 1)];
  }

  private repeated(code: Instruction[]): Instruction[] {
    const char = this.peek();
    if (!char || !"?*+{".includes(char)) return code;
    this.at += 1;
    const [least, most] = this.times(char);
    const lazy = this.peek() === "?";
    if (lazy) this.at += 1;
    const follows = this.peek();
    if (follows && "?*+{".includes(follows)) throw new PatternError("repeat");
    const copies = least + (most === null ? 1 : most - least);
    if (copies * (code.length + 2) > MOST_INSTRUCTIONS) throw new PatternError("count");
    const result: Instruction[] = [];
    for (let turn = 0; turn < least; turn += 1) result.push(...moved(code, result.length));
    if (most === null) return [...result, ...moved(this.loop(code, lazy), result.length)];
    for (let left = most - least; left > 0; left -= 1) {
      const end = result.length + left * (code.length + 1);
      result.push(split(result.length + 1, end, lazy));
      result.push(...moved(code, result.length));
    }
    return result;
  }

  private times(char: string): [number, number | null] {
    if (char === "?") return [0, 1];
    if (char === "*") return [0, null];
    return char === "+" ? [1, null] : this.counts();
  }

  /** Zero or more times; a turn that takes no character ends it. */
  private loop(code: Instruction[], lazy: boolean): Instruction[] {
    if (code.length === 1 && code[0]?.does === "set") {
      return [split(1, 3, lazy), ...moved(code, 1), instruction("jump", 0)];
    }
    const remember = instruction("save", this.registers);
    const check = instruction("moved", this.registers);
    this.registers += 1;
    this.loops.push(remember, check);
    return [split(1, code.length + 4, lazy), remember, ...moved(code, 2), check, instruction("jump", 0)];
  }

  private counts(): [number, number | null] {
    const end = this.source.indexOf("}", this.at);
    const found = /^([0-9]{1,5})(,([0-9]{1,5})?)?$/.exec(this.source.slice(this.at, end < 0 ? this.at : end).join(""));
    if (!found) throw new PatternError("count");
    this.at = end + 1;
    const low = Number(found[1]);
    const high = found[3] ? Number(found[3]) : found[2] ? null : low;
    if (low > 1000 || (high !== null && (high < low || high > 1000))) throw new PatternError("count");
    return [low, high];
  }

  private escape(): Instruction[] {
    const char = this.peekAt(0);
    if (char && "123456789".includes(char)) {
      let end = this.at + 1;
      while (end < this.source.length && "0123456789".includes(this.source[end] as string)) {
        if (Number(this.source.slice(this.at, end + 1).join("")) > this.groups) break;
        end += 1;
      }
      const number = Number(this.source.slice(this.at, end).join(""));
      this.at = end;
      if (!this.closed.has(number)) throw new PatternError("group");
      return [{ ...instruction("back", number), caseless: this.caseless }];
    }
    return [instruction("set", 0, 0, this.classEscape())];
  }

  /** What follows a backslash, inside or outside of square brackets. */
  private classEscape(): Test {
    const char = this.peekAt(0);
    this.at += 1;
    const control = CONTROLS.get(char);
    if (control) return (one) => one === control;
    if (ESCAPED.has(char)) return (one) => one === char;
    if (char === "p" || char === "P") return this.property(char === "P");
    const test = CLASSES.get(char.toLowerCase());
    if (!test) throw new PatternError("escape");
    return char === char.toLowerCase() ? test : (one) => !test(one);
  }

  private property(without: boolean): Test {
    const end = this.source.indexOf("}", this.at);
    if (this.peek() !== "{" || end < 0) throw new PatternError("class");
    const name = this.source.slice(this.at + 1, end).join("");
    this.at = end + 1;
    const block = name.startsWith("Is") ? PATTERN_BLOCKS.get(name.slice(2)) : undefined;
    if (block) {
      const [first, last] = block as [number, number];
      return (char) => {
        const code = char.codePointAt(0) as number;
        return (first <= code && code <= last) !== without;
      };
    }
    if (!CATEGORIES.has(name)) throw new PatternError("class");
    return (char) => inCategory(char, name) !== without;
  }

  /** What stands between square brackets, after the opening one. */
  private set(): Test {
    this.depth += 1;
    const without = this.peekAt(0) === "^";
    if (without) this.at += 1;
    const tests: Test[] = [];
    let minus: Test | null = null;
    for (;;) {
      const char = this.peekAt(0);
      if (!char || this.depth > DEEPEST) throw new PatternError("bracket");
      if (char === "]" && tests.length) {
        this.at += 1;
        break;
      }
      if (char === "-" && this.peekAt(1) === "[" && tests.length) {
        this.at += 2;
        minus = this.set();
        if (this.peekAt(0) !== "]") throw new PatternError("class");
        this.at += 1;
        break;
      }
      tests.push(this.setItem());
    }
    this.depth -= 1;
    const removed = minus;
    return (char) => tests.some((test) => test(char)) !== without && !(removed?.(char) ?? false);
  }

  private setItem(): Test {
    const first = this.setChar();
    if (typeof first !== "string") return first;
    if (this.peekAt(0) === "-" && !["]", "[", ""].includes(this.peekAt(1))) {
      this.at += 1;
      const last = this.setChar();
      const from = first.codePointAt(0) as number;
      const to = typeof last === "string" ? (last.codePointAt(0) as number) : -1;
      if (to < from) throw new PatternError("class");
      return this.cased((char) => {
        const code = char.codePointAt(0) as number;
        return from <= code && code <= to;
      });
    }
    return this.cased((char) => char === first);
  }

  private setChar(): string | Test {
    const char = this.peekAt(0);
    if (char === "\\") {
      const follows = this.peekAt(1);
      this.at += 1;
      if (CONTROLS.has(follows) || ESCAPED.has(follows)) {
        this.at += 1;
        return CONTROLS.get(follows) ?? follows;
      }
      return this.classEscape();
    }
    if (!char || char === "[" || char === "]") throw new PatternError("class");
    this.at += 1;
    return char;
  }

  private char(wanted: string): Instruction {
    return instruction("set", 0, 0, this.cased((char) => char === wanted));
  }

  /** The flag `i` counts for single characters and spans of them, not for classes such as `\p{Lu}`. */
  private cased(test: Test): Test {
    if (!this.caseless) return test;
    return (char) => test(char) || single(char.toLowerCase(), test) || single(char.toUpperCase(), test);
  }

  private peekAt(offset: number): string {
    return this.source[this.at + offset] ?? "";
  }

  private peek(): string {
    return this.peekAt(0);
  }
}

/** A pattern with the flag `x`: white space outside of square brackets does not count, not even after a backslash. */
function packed(source: string[]): string[] {
  let depth = 0;
  let escaped = false;
  return source.filter((char) => {
    if (!depth && " \t\n\r".includes(char)) return false;
    if (escaped) escaped = false;
    else if (char === "\\") escaped = true;
    else if (char === "[") depth += 1;
    else if (char === "]" && depth) depth -= 1;
    return true;
  });
}

/** A letter whose other case is several letters has none for a pattern. */
const single = (text: string, test: Test): boolean => Array.from(text).length === 1 && test(text);

function moved(code: Instruction[], by: number): Instruction[] {
  return code.map((one) =>
    one.does === "split" ? { ...one, x: one.x + by, y: one.y + by } : one.does === "jump" ? { ...one, x: one.x + by } : one,
  );
}

const split = (first: number, second: number, lazy: boolean): Instruction =>
  lazy ? instruction("split", second, first) : instruction("split", first, second);
