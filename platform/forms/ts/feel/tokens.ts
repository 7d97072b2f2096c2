// From text to tokens: grammar rules 25 to 37 and 60 to 66, without remarks and white space.
import { Fault, placeOf } from "./faults.ts";
import { ESCAPES, FULL_WIDTH, KEYWORDS, LIMITS, SYMBOLS, continuesName, isSpace, startsName } from "./grammar.ts";

/** One token; `at` and `end` are positions in the source. */
export interface Token {
  kind: "word" | "keyword" | "number" | "text" | "sign" | "end";
  text: string;
  at: number;
  end: number;
}

const NUMBER = /[0-9]+(?:\.[0-9]+)?|\.[0-9]+/y;
const CODE = /u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})/y;

/** All tokens with one of kind `end` last. Throws Fault. */
export function tokens(source: string): Token[] {
  const length = source.length > LIMITS.source ? [...source].length : source.length;
  if (length > LIMITS.source) {
    const end = [...source].slice(0, LIMITS.source).join("").length;
    throw new Fault("too long", placeOf(source, end), { limit: LIMITS.source });
  }
  const found: Token[] = [];
  let at = skip(source, 0);
  while (at < source.length) {
    const token = tokenAt(source, at);
    found.push(token);
    at = skip(source, token.end);
  }
  found.push({ kind: "end", text: "", at: source.length, end: source.length });
  return found;
}

/** The length in code units of the character at a position. */
const width = (code: number): number => (code > 0xffff ? 2 : 1);

function tokenAt(source: string, at: number): Token {
  if (source[at] === '"') return text(source, at);
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(source);
  if (number) return { kind: "number", text: number[0], at, end: NUMBER.lastIndex };
  let code = source.codePointAt(at) as number;
  if (startsName(code)) {
    let end = at + width(code);
    while (end < source.length && continuesName((code = source.codePointAt(end) as number))) end += width(code);
    const word = source.slice(at, end);
    return { kind: KEYWORDS.has(word) ? "keyword" : "word", text: word, at, end };
  }
  for (const sign of SYMBOLS) {
    if (source.startsWith(sign, at)) return { kind: "sign", text: sign, at, end: at + sign.length };
  }
  const char = String.fromCodePoint(code);
  const wanted = FULL_WIDTH.get(char);
  if (wanted) throw new Fault("full width", placeOf(source, at), { found: char, wanted });
  throw new Fault("character", placeOf(source, at), { found: char });
}

/** A string literal. A backslash before anything but an escape sequence stays, so that patterns stay readable. */
function text(source: string, start: number): Token {
  let said = "";
  let at = start + 1;
  while (at < source.length && source[at] !== '"') {
    const char = source[at] as string;
    if (char === "\\" && at + 1 < source.length) {
      const code = source.codePointAt(at + 1) as number;
      const follows = String.fromCodePoint(code);
      if (follows === "u" || follows === "U") {
        CODE.lastIndex = at + 1;
        const found = CODE.exec(source);
        const number = found ? parseInt(found[1] ?? (found[2] as string), 16) : 0x110000;
        if (!found || number > 0x10ffff) {
          throw new Fault("escape", placeOf(source, at), { found: source.slice(at, at + 8) });
        }
        said += number > 0xffff ? String.fromCodePoint(number) : String.fromCharCode(number);
        at = CODE.lastIndex;
        continue;
      }
      said += ESCAPES.get(follows) ?? char + follows;
      at += 1 + width(code);
      continue;
    }
    said += char;
    at += 1;
  }
  if (at >= source.length) throw new Fault("open text", placeOf(source, start));
  // Two halves of a pair written as two escapes are one character by now; a lone half is replaced.
  const whole = said.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g, (one) => (one.length > 1 ? one : "\ufffd"));
  return { kind: "text", text: whole, at: start, end: at + 1 };
}

function skip(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    if (isSpace(source.charCodeAt(at))) at += 1;
    else if (source.startsWith("//", at)) {
      const rest = /[\n\r]/g;
      rest.lastIndex = at;
      at = rest.exec(source)?.index ?? source.length;
    } else if (source.startsWith("/*", at)) {
      const end = source.indexOf("*/", at + 2);
      if (end < 0) throw new Fault("open remark", placeOf(source, at));
      at = end + 2;
    } else break;
  }
  return at;
}
