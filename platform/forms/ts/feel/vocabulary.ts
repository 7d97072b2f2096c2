// Names that are several tokens long: the longest that is known wins (DMN clauses 10.3.1.4 and 10.3.1.6).
import { Fault } from "./faults.ts";
import { FUNCTIONS, PROPERTIES } from "./grammar.ts";
import type { Kind } from "./kinds.ts";
import { tokens, type Token } from "./tokens.ts";

/** The names that an expression may use, by their tokens. */
export class Vocabulary {
  private readonly known = new Map<string, [string[], string][]>();

  /** Add names. Those that cannot be written as names (`get value` reaches them) are left out. */
  learn(names: Iterable<string>): void {
    for (const name of names) {
      try {
        const texts = tokens(name).slice(0, -1).filter((token) => token.kind !== "text").map((token) => token.text);
        this.add(texts, name);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    }
  }

  add(texts: string[], name: string): void {
    if (texts.length < 2) return;
    const first = texts[0] as string;
    const candidates = this.known.get(first) ?? [];
    this.known.set(first, candidates);
    if (candidates.some(([known]) => known.length === texts.length && known.every((text, at) => text === texts[at]))) return;
    candidates.push([texts, name]);
    candidates.sort((one, other) => other[0].length - one[0].length);
  }

  /** The longest known name that begins at a token, or that token alone; and how many tokens it takes. */
  match(found: Token[], at: number): [string, number] {
    const here = found[at] as Token;
    for (const [texts, name] of this.known.get(here.text) ?? []) {
      if (texts.every((text, offset) => found[at + offset]?.text === text && found[at + offset]?.kind !== "text")) {
        return [name, texts.length];
      }
    }
    return [here.text, 1];
  }
}

/** Every name of an entry at any depth of a type. */
export function* namesIn(kind: Kind): Iterable<string> {
  for (const [key, inner] of kind.fields ?? []) {
    yield key;
    yield* namesIn(inner);
  }
  for (const inner of kind.of) yield* namesIn(inner);
}

/** What every expression knows: the functions and the properties of dates, durations and ranges. */
export function standardVocabulary(): Vocabulary {
  const vocabulary = new Vocabulary();
  vocabulary.learn(FUNCTIONS.keys());
  for (const properties of PROPERTIES.values()) vocabulary.learn(properties.keys());
  return vocabulary;
}
