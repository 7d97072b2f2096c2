// Patterns by a matcher of our own: the same results as the Python, and a pattern that would run for ever runs out of
// steps instead. See patterns.py.
import { PatternError, Syntax, type Instruction } from "./patternsyntax.ts";
import type { Run } from "./run.ts";

export { PatternError };

/** Where a pattern matched; `groups` holds start and end of each group, -1 where it took no part. */
export interface Match {
  start: number;
  end: number;
  groups: number[];
}

/** A compiled pattern. Texts are arrays of characters. */
export class Pattern {
  readonly groups: number;
  private readonly program: Instruction[];
  private readonly registers: number;
  private readonly multiline: boolean;

  constructor(source: string, flags: string) {
    const syntax = new Syntax(source, flags);
    this.program = syntax.program();
    this.groups = syntax.groups;
    this.registers = syntax.registers;
    this.multiline = flags.includes("m");
  }

  /** The first match at or after a position. */
  search(text: string[], run: Run, start = 0): Match | null {
    for (let at = start; at <= text.length; at += 1) {
      const found = this.matchAt(text, at, run);
      if (found) return found;
    }
    return null;
  }

  /** All matches that do not overlap, in order. The pattern must not match nothing. */
  *every(text: string[], run: Run): Iterable<Match> {
    let at = 0;
    for (;;) {
      const found = this.search(text, run, at);
      if (!found || found.end <= found.start) return;
      yield found;
      at = found.end;
    }
  }

  private matchAt(text: string[], start: number, run: Run): Match | null {
    const none: number[] = new Array<number>(2 * this.groups + 1 + this.registers).fill(-1);
    const stack: [number, number, number[]][] = [[0, start, [start, ...none]]];
    for (let state = stack.pop(); state; state = stack.pop()) {
      let [counter, at, saved] = state;
      for (;;) {
        run.spend(2);
        const step = this.program[counter] as Instruction;
        if (step.does === "found") return { start, end: at, groups: [start, at, ...saved.slice(2, 2 * this.groups + 2)] };
        if (step.does === "split") {
          stack.push([step.y, at, saved]);
          counter = step.x;
          continue;
        }
        if (step.does === "jump") {
          counter = step.x;
          continue;
        }
        if (step.does === "save") {
          saved = saved.slice();
          saved[step.x] = at;
        } else {
          const taken = this.taken(step, text, at, saved);
          if (taken < 0) break;
          at += taken;
        }
        counter += 1;
      }
    }
    return null;
  }

  /** How many characters a step takes, -1 when it does not match. */
  private taken(step: Instruction, text: string[], at: number, saved: number[]): number {
    switch (step.does) {
      case "set":
        return at < text.length && step.test?.(text[at] as string) ? 1 : -1;
      case "moved":
        return saved[step.x] === at ? -1 : 0;
      case "begin":
        return at === 0 || (this.multiline && text[at - 1] === "\n" && at < text.length) ? 0 : -1;
      case "end":
        return at === text.length || (this.multiline && text[at] === "\n") ? 0 : -1;
      default: {
        const begin = saved[2 * step.x] as number;
        const end = saved[2 * step.x + 1] as number;
        const size = end >= 0 ? end - begin : 0;
        const one = size ? text.slice(begin, begin + size).join("") : "";
        const other = text.slice(at, at + size).join("");
        return one === other || (step.caseless && one.toLowerCase() === other.toLowerCase()) ? size : -1;
      }
    }
  }
}

const known = new Map<string, Pattern>();

/** The pattern. Throws PatternError. */
export function compilePattern(source: string, flags = ""): Pattern {
  if (/[^smixq]/.test(flags)) throw new PatternError("flags");
  const key = `${flags}/${source}`;
  let pattern = known.get(key);
  if (!pattern) {
    pattern = new Pattern(source, flags);
    if (known.size > 500) known.clear();
    known.set(key, pattern);
  }
  return pattern;
}

/** A replacement with `$1` filled in; null when it holds a lone `$` or `\`. */
export function expand(
  replacement: string,
  match: Match | null,
  text: string[],
  groups: number,
  literal: boolean,
): string | null {
  if (literal) return replacement;
  let said = "";
  let at = 0;
  while (at < replacement.length) {
    const char = replacement[at] as string;
    if (char === "\\") {
      const follows = replacement[at + 1];
      if (follows !== "\\" && follows !== "$") return null;
      said += follows;
      at += 2;
    } else if (char === "$") {
      let end = at + 1;
      while (end < replacement.length && "0123456789".includes(replacement[end] as string)) {
        if (end > at + 1 && Number(replacement.slice(at + 1, end + 1)) > groups) break;
        end += 1;
      }
      if (end === at + 1) return null;
      said += groupOf(match, text, Number(replacement.slice(at + 1, end)));
      at = end;
    } else {
      said += char;
      at += 1;
    }
  }
  return said;
}

function groupOf(match: Match | null, text: string[], number: number): string {
  const end = match?.groups[2 * number + 1] ?? -1;
  return end < 0 ? "" : text.slice(match?.groups[2 * number], end).join("");
}
