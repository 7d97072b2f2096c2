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
export const cost = (node: Node): number => node.parts.reduce((sum, part) => sum + cost(part), 1);
