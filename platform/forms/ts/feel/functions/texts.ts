// Texts: DMN clause 10.3.4.3, Table 74. Positions count characters from 1, or from -1 at the end. See functions/texts.py.
import { type Decimal, compare, truncated, whole } from "../decimals.ts";
import { PatternError, compilePattern, expand, type Pattern } from "../patterns.ts";
import type { Run } from "../run.ts";
import { chars, type Value } from "../values.ts";
import type { Implementations } from "./index.ts";

function substring(run: Run, text: string, start: Decimal, length: Decimal | null): Value {
  const all = chars(text);
  run.text(all.length);
  const size = whole(all.length);
  const outside = compare(start, size) > 0 || compare(start, whole(-all.length)) < 0;
  const first = outside ? 0 : Number(truncated(start));
  if (first === 0) return null;
  const begin = first > 0 ? first - 1 : all.length + first;
  if (length === null) return all.slice(begin).join("");
  if (compare(length, whole(1)) < 0) return null;
  const count = compare(length, size) < 0 ? Number(truncated(length)) : all.length;
  return all.slice(begin, begin + count).join("");
}

function pattern(source: string, flags: string | null): Pattern | null {
  try {
    return compilePattern(source, flags ?? "");
  } catch (error) {
    if (error instanceof PatternError) return null;
    throw error;
  }
}

function replace(run: Run, text: string, source: string, replacement: string, flags: string | null): Value {
  const compiled = pattern(source, flags);
  if (!compiled || compiled.search([], run)) return null;
  const literal = (flags ?? "").includes("q");
  const all = chars(text);
  let said = "";
  let at = 0;
  let length = 0;
  let found = false;
  for (const match of compiled.every(all, run)) {
    const filled = expand(replacement, match, all, compiled.groups, literal);
    if (filled === null) return null;
    said += all.slice(at, match.start).join("") + filled;
    at = match.end;
    length += chars(filled).length;
    found = true;
    run.text(length + all.length);
  }
  if (!found && expand(replacement, null, all, compiled.groups, literal) === null) return null;
  return said + all.slice(at).join("");
}

function split(run: Run, text: string, delimiter: string): Value {
  const compiled = pattern(delimiter, null);
  if (!compiled || compiled.search([], run)) return null;
  const all = chars(text);
  const parts: string[] = [];
  let at = 0;
  for (const match of compiled.every(all, run)) {
    parts.push(all.slice(at, match.start).join(""));
    at = match.end;
    run.items(parts.length);
  }
  return [...parts, all.slice(at).join("")];
}

function join(run: Run, items: Value[], delimiter: string | null): Value {
  const said = items.filter((item) => item !== null);
  if (!said.every((item) => typeof item === "string")) return null;
  run.items(said.length);
  const own = said.reduce((sum, item) => sum + chars(item).length, 0);
  run.text(own + chars(delimiter ?? "").length * said.length);
  return said.join(delimiter ?? "");
}

function cased(does: (text: string) => string): (run: Run, text: string) => string {
  return (run, text) => {
    run.text(chars(text).length);
    return does(text);
  };
}

/** A function that looks through a text and pays for it. */
function scanning(does: (text: string, match: string) => Value): (run: Run, text: string, match: string) => Value {
  return (run, text, match) => {
    run.text(chars(text).length);
    return does(text, match);
  };
}

function before(text: string, match: string): string {
  const at = text.indexOf(match);
  return match && at > 0 ? text.slice(0, at) : "";
}

function after(text: string, match: string): string {
  const at = text.indexOf(match);
  return at < 0 ? "" : text.slice(at + match.length);
}

export const TEXTS: Implementations = {
  substring,
  "string length": (run: Run, text: string) => {
    const { length } = chars(text);
    run.text(length);
    return whole(length);
  },
  "upper case": cased((text) => text.toUpperCase()),
  "lower case": cased((text) => text.toLowerCase()),
  "substring before": scanning(before),
  "substring after": scanning(after),
  contains: scanning((text, match) => text.includes(match)),
  "starts with": scanning((text, match) => text.startsWith(match)),
  "ends with": scanning((text, match) => text.endsWith(match)),
  replace,
  matches: (run: Run, text: string, source: string, flags: string | null) => {
    const all = chars(text);
    run.text(all.length);
    const compiled = pattern(source, flags);
    return compiled && compiled.search(all, run) !== null;
  },
  split,
  "string join": join,
};
