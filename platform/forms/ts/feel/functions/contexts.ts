// Contexts: DMN clause 10.3.4.10, Table 81. See functions/contexts.py.
import type { Run } from "../run.ts";
import type { Context, Value } from "../values.ts";
import type { Implementations } from "./index.ts";

function entriesOf(run: Run, context: Context): Value {
  run.items(context.size);
  return [...context].map(([key, value]) => new Map<string, Value>([["key", key], ["value", value]]));
}

function contextOf(run: Run, entries: Value[]): Value {
  run.items(entries.length);
  const found: Context = new Map();
  for (const entry of entries) {
    if (!(entry instanceof Map)) return null;
    const key = entry.get("key");
    const value = entry.get("value");
    if (typeof key !== "string" || value === undefined || found.has(key)) return null;
    found.set(key, value);
  }
  return found;
}

function put(run: Run, context: Context, key: string, value: Value): Context {
  run.items(context.size + 1);
  return new Map(context).set(key, value);
}

function putDeep(run: Run, context: Context, keys: Value[], value: Value): Context | null {
  const [key, ...rest] = keys;
  if (typeof key !== "string" || !keys.every((one) => typeof one === "string")) return null;
  if (!rest.length) return put(run, context, key, value);
  const inner = context.get(key);
  if (!(inner instanceof Map)) return null;
  run.enter(inner.size, 1);
  const changed = putDeep(run, inner, rest, value);
  run.leave(1);
  return changed && put(run, context, key, changed);
}

function merge(run: Run, contexts: Value[]): Value {
  const found: Context = new Map();
  for (const context of contexts) {
    if (!(context instanceof Map)) return null;
    run.items(context.size);
    for (const [key, value] of context) found.set(key, value);
  }
  return found;
}

export const CONTEXTS: Implementations = {
  "get value": (_: Run, context: Context, key: string) => context.get(key) ?? null,
  "get entries": entriesOf,
  context: contextOf,
  "context put key": put,
  "context put keys": putDeep,
  "context merge": merge,
};
