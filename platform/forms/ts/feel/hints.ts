// The nearest known name to one that is unknown. See hints.py.
import type { Words } from "./faults.ts";
import { FAULTS } from "./grammar.ts";

/** ` Did you mean total?`, or nothing when no name is near. */
export function hint(name: string, known: Iterable<string>): Words {
  let best = "";
  let least = name.length > 3 ? 3 : 2;
  for (const other of [...new Set(known)].sort()) {
    if (Math.abs(other.length - name.length) < least) {
      const apart = distance(plain(name), plain(other));
      if (apart < least) [best, least] = [other, apart];
    }
  }
  const [en = "", zh = ""] = FAULTS.get("did you mean") ?? [];
  return best ? { en: en.replace("{name}", best), zh: zh.replace("{name}", best) } : { en: "", zh: "" };
}

const plain = (name: string): string => name.toLowerCase().replaceAll(" ", "");

function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const changed = (row[to - 1] as number) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min((row[to] as number) + 1, (next[to - 1] as number) + 1, changed));
    }
    row = next;
  }
  return row[other.length] as number;
}
