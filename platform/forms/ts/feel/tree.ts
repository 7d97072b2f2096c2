// The syntax tree: one shape of node for every construct, the same in both implementations.
import type { Kind } from "./kinds.ts";

/** What a node holds besides expressions, by its kind; see tree.py. */
export interface Held {
  text?: string;
  included?: [boolean, boolean];
  names?: [string, number][] | null;
  iterations?: string[];
  type?: Kind;
  parameters?: [string, Kind | null][];
}

export interface Node {
  kind: string;
  at: number;
  parts: Node[];
  held: Held;
  height: number;
}

/** How many constructs one turn of a loop works through. */
export function cost(node: Node): number {
  let own = 1;
  if (node.kind === "call") own = (node.parts[0]?.kind === "name" ? PRICES.get(node.parts[0].held.text ?? "") : null) ?? CALL;
  else if (node.kind === "infix" && node.held.text === "**") own = 60;
  return node.parts.reduce((sum, part) => sum + cost(part), own);
}

const CALL = 20;
/** What takes longer than a look at a name, in multiples of it. */
const PRICES = new Map([
  ["exp", 150],
  ["log", 200],
  ["sqrt", 40],
  ["money in words", 60],
  ["人民币大写", 60],
]);
