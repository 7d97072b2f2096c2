// Conditions as lines: a field, a comparison, a value, joined by all or by any. What is richer stays text.
import { parse } from "../feel/parser.ts";
import type { Node } from "../feel/tree.ts";
import { readKind } from "../feel/typetext.ts";

export const SIGNS = ["=", "!=", ">", ">=", "<", "<="] as const;
export type Sign = (typeof SIGNS)[number];

export interface Line {
  field: string;
  sign: Sign;
  /** The literal as it is written: 5000, "travel", true, @"2026-01-01". */
  value: string;
}

export interface Lines {
  join: "and" | "or";
  lines: Line[];
}

/** The lines of a condition; null where it is richer than lines, or wrong. An empty one has no lines. */
export function readLines(source: string, fields: Readonly<Record<string, string>>): Lines | null {
  if (source.trim() === "") return { join: "and", lines: [] };
  let tree: Node;
  try {
    tree = parse(source, new Map(Object.entries(fields).map(([name, kind]) => [name, readKind(kind)])));
  } catch {
    return null;
  }
  const join = tree.kind === "infix" && tree.held.text === "or" ? "or" : "and";
  const lines: Line[] = [];
  return gather(tree, join, fields, lines) ? { join, lines } : null;
}

function gather(node: Node, join: "and" | "or", fields: Readonly<Record<string, string>>, into: Line[]): boolean {
  const [left, right] = node.parts;
  if (node.kind !== "infix" || !left || !right) {
    // A yes-or-no field stands alone.
    const name = node.kind === "name" ? (node.held.text ?? "") : "";
    if (fields[name] !== "boolean") return false;
    into.push({ field: name, sign: "=", value: "true" });
    return true;
  }
  if (node.held.text === join) return gather(left, join, fields, into) && gather(right, join, fields, into);
  const sign = SIGNS.find((one) => one === node.held.text);
  const value = literal(right);
  if (!sign || left.kind !== "name" || value === null || !Object.hasOwn(fields, left.held.text ?? "")) return false;
  into.push({ field: left.held.text ?? "", sign, value });
  return true;
}

function literal(node: Node): string | null {
  if (node.kind === "true" || node.kind === "false" || node.kind === "null") return node.kind;
  if (node.kind === "number") return node.held.text ?? null;
  if (node.kind === "text") return quoted(node.held.text ?? "");
  if (node.kind === "at") return `@${quoted(node.held.text ?? "")}`;
  return null;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** The text of lines. Lines without a field or a value are left out. */
export function writeLines({ join, lines }: Lines): string {
  return lines
    .filter(({ field, value }) => field !== "" && value !== "")
    .map(({ field, sign, value }) => `${field} ${sign} ${value}`)
    .join(` ${join} `);
}

/** A literal of a kind from what was typed, and back. */
export function fromTyped(kind: string, typed: string): string {
  if (typed === "") return "";
  if (kind === "number" || kind === "boolean") return typed;
  if (kind === "date" || kind === "date and time" || kind === "time") return `@${quoted(typed)}`;
  return quoted(typed);
}

export function toTyped(value: string): string {
  const text = value.startsWith("@") ? value.slice(1) : value;
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('\\"', '"').replaceAll("\\\\", "\\") : text;
}
