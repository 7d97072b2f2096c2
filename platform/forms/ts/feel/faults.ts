// What is wrong with an expression, said with its place and in words of both languages.
import { FAULTS } from "./grammar.ts";

/** A piece of a sentence that differs by language. */
export interface Words {
  en: string;
  zh: string;
}

/** Where in the source: line and column count from 1, in characters. */
export interface Place {
  line: number;
  column: number;
}

export type Details = Record<string, string | number | Words>;

/** An expression that must not be published. `construct` is a key of `faults` in grammar.json. */
export class Fault extends Error {
  readonly construct: string;
  readonly place: Place | null;
  readonly details: Details;

  constructor(construct: string, place: Place | null = null, details: Details = {}) {
    super(construct);
    this.construct = construct;
    this.place = place;
    this.details = details;
    this.message = this.words();
  }

  /** The sentence for people, in English or, for any language that begins with `zh`, in Chinese. */
  words(language = "en"): string {
    const chinese = language.startsWith("zh");
    const template = FAULTS.get(this.construct)?.[chinese ? 1 : 0] ?? this.construct;
    const said = template.replace(/\{(\w+)\}/g, (whole, key: string) => {
      const detail = this.details[key];
      if (detail === undefined) return whole;
      return typeof detail === "object" ? (chinese ? detail.zh : detail.en) : String(detail);
    });
    return said.charAt(0).toUpperCase() + said.slice(1);
  }
}

/** A calculation that reached a limit while it ran. */
export class Stopped extends Fault {}

/** Line and column of a position in the source. */
export function placeOf(source: string, at: number): Place {
  const before = source.slice(0, at);
  const line = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: [...before.slice(line)].length + 1 };
}
