// Lists: DMN clause 10.3.4.4, Table 75; `list replace` of DMN 1.4; `sort`, Table 80. See functions/lists.py.
import * as decimals from "../decimals.ts";
import { Decimal, compare, truncated, whole } from "../decimals.ts";
import type { Run } from "../run.ts";
import { Callable, equal, isDeep, less, type Truth, type Value } from "../values.ts";
import type { Implementations } from "./index.ts";

type List = Value[];

function extreme(run: Run, items: List, before: (one: Value, other: Value) => Truth): Value {
  run.items(items.length);
  let best = items[0] ?? null;
  for (const item of items) {
    const first = before(item, best);
    if (first === null) return null;
    if (first) best = item;
  }
  return best;
}

const areNumbers = (items: List): items is Decimal[] => items.every((item) => item instanceof Decimal);

function folded(run: Run, items: List, does: (one: Decimal, other: Decimal) => Decimal | null): Decimal | null {
  run.items(items.length);
  run.spend(items.length);
  if (!items.length || !areNumbers(items)) return null;
  let found: Decimal | null = items[0] as Decimal;
  for (const item of items.slice(1)) {
    if (found === null) return null;
    found = does(found, item);
  }
  return found;
}

const total = (run: Run, items: List): Decimal | null => folded(run, items, decimals.add);

function mean(run: Run, items: List): Decimal | null {
  const found = total(run, items);
  return found && decimals.divide(found, whole(items.length));
}

function median(run: Run, items: List): Value {
  run.items(items.length);
  if (!items.length || !areNumbers(items)) return null;
  const ordered = [...items].sort(compare);
  const middle = ordered.length >> 1;
  if (ordered.length % 2) return ordered[middle] as Decimal;
  const both = decimals.add(ordered[middle - 1] as Decimal, ordered[middle] as Decimal);
  return both && decimals.divide(both, decimals.TWO);
}

function deviation(run: Run, items: List): Value {
  run.spend(3 * items.length);
  const average = items.length > 1 ? mean(run, items) : null;
  if (!average || !areNumbers(items)) return null;
  let squares: Decimal | null = decimals.ZERO;
  for (const item of items) {
    const apart = decimals.subtract(item, average);
    const square: Decimal | null = apart && decimals.multiply(apart, apart);
    squares = square && squares && decimals.add(squares, square);
  }
  const variance = squares && decimals.divide(squares, whole(items.length - 1));
  return variance && decimals.squareRoot(variance);
}

function mode(run: Run, items: List): Value {
  run.items(items.length);
  if (!areNumbers(items)) return null;
  const counts: [Decimal, number][] = [];
  const ordered = items.map((item, at) => [item, at] as const).sort((one, other) => compare(one[0], other[0]) || one[1] - other[1]);
  for (const [item] of ordered) {
    const last = counts[counts.length - 1];
    if (last && compare(last[0], item) === 0) last[1] += 1;
    else counts.push([item, 1]);
  }
  const most = counts.reduce((best, [, count]) => Math.max(best, count), 0);
  return counts.filter(([, count]) => count === most).map(([item]) => item);
}

function allOf(run: Run, items: List): Value {
  run.items(items.length);
  if (items.includes(false)) return false;
  return items.every((item) => item === true) ? true : null;
}

function anyOf(run: Run, items: List): Value {
  run.items(items.length);
  if (items.includes(true)) return true;
  return items.every((item) => item === false) ? false : null;
}

/** The index of a position that counts from 1, or from -1 at the end, or -1 when it is outside. */
function indexOf(items: List, position: Decimal): number {
  const size = whole(items.length + 1);
  if (compare(decimals.absolute(position), size) >= 0) return -1;
  const at = Number(truncated(position));
  return at === 0 ? -1 : at > 0 ? at - 1 : items.length + at;
}

function sublist(run: Run, items: List, start: Decimal, length: Decimal | null): Value {
  const begin = indexOf(items, start);
  if (begin < 0) return null;
  let end = items.length;
  if (length !== null) {
    if (compare(length, decimals.ONE) < 0 || compare(length, whole(items.length - begin)) > 0) return null;
    end = begin + Number(truncated(length));
  }
  run.items(end - begin);
  return items.slice(begin, end);
}

function insertBefore(run: Run, items: List, position: Decimal, item: Value): Value {
  const at = indexOf(items, position);
  run.items(items.length + 1);
  return at < 0 ? null : [...items.slice(0, at), item, ...items.slice(at)];
}

function remove(run: Run, items: List, position: Decimal): Value {
  const at = indexOf(items, position);
  run.items(items.length);
  return at < 0 ? null : [...items.slice(0, at), ...items.slice(at + 1)];
}

function replaceAt(run: Run, items: List, position: Decimal, item: Value): Value {
  const at = indexOf(items, position);
  run.items(items.length);
  return at < 0 ? null : [...items.slice(0, at), item, ...items.slice(at + 1)];
}

function replaceWhere(run: Run, items: List, match: Callable, fresh: Value): Value {
  run.items(items.length);
  const found: List = [];
  for (const item of items) {
    const decided = match.call([item, fresh]);
    if (typeof decided !== "boolean") return null;
    found.push(decided ? fresh : item);
  }
  return found;
}

function concatenate(run: Run, ...lists: List[]): List {
  run.items(lists.reduce((sum, items) => sum + items.length, 0));
  return lists.flat(1) as List;
}

function append(run: Run, items: List, ...more: List): List {
  run.items(items.length + more.length);
  return [...items, ...more];
}

function distinct(run: Run, items: List): List {
  run.items(items.length);
  const found: List = [];
  for (const item of items) {
    run.spend(found.length >> 1);
    if (isDeep(item)) run.visit(found);
    if (!found.some((known) => equal(item, known))) found.push(item);
  }
  return found;
}

function flatten(run: Run, items: List): List {
  const found: List = [];
  const stack: Iterator<Value>[] = [items.values()];
  for (let top = stack[0]; top; top = stack[stack.length - 1]) {
    const next = top.next();
    if (next.done) {
      stack.pop();
      continue;
    }
    run.spend(1);
    if (Array.isArray(next.value)) stack.push(next.value.values());
    else {
      found.push(next.value);
      run.grown(found.length);
    }
  }
  return found;
}

/** By merging, so that it asks the same questions in both implementations. */
function sort(run: Run, items: List, precedes: Callable): List {
  run.items(items.length);
  const merge = (list: List): List => {
    if (list.length < 2) return list;
    const left = merge(list.slice(0, list.length >> 1));
    const right = merge(list.slice(list.length >> 1));
    const found: List = [];
    let [i, j] = [0, 0];
    while (i < left.length && j < right.length) {
      run.spend(1);
      found.push(precedes.call([right[j] as Value, left[i] as Value]) === true ? (right[j++] as Value) : (left[i++] as Value));
    }
    return [...found, ...left.slice(i), ...right.slice(j)];
  };
  return merge(items);
}

/** A function of a list that takes its items one by one too. */
const loose =
  (does: (run: Run, items: List) => Value) =>
  (run: Run, ...items: List): Value =>
    does(run, items.length === 1 && Array.isArray(items[0]) ? items[0] : items);

export const LISTS: Implementations = {
  "list contains": (run: Run, items: List, element: Value) => {
    run.items(items.length);
    if (isDeep(element)) run.visit(items);
    return items.some((item) => equal(item, element));
  },
  count: (_: Run, items: List) => whole(items.length),
  min: loose((run, items) => extreme(run, items, less)),
  max: loose((run, items) => extreme(run, items, (one, other) => less(other, one))),
  sum: loose(total),
  mean: loose(mean),
  product: loose((run, items) => folded(run, items, decimals.multiply)),
  median: loose(median),
  stddev: loose(deviation),
  mode: loose(mode),
  all: loose(allOf),
  any: loose(anyOf),
  sublist,
  append,
  concatenate,
  "insert before": insertBefore,
  remove,
  reverse: (_: Run, items: List) => [...items].reverse(),
  "index of": (run: Run, items: List, match: Value) => {
    run.items(items.length);
    if (isDeep(match)) run.visit(items);
    return items.flatMap((item, at) => (equal(item, match) ? [whole(at + 1)] : []));
  },
  union: (run: Run, ...lists: List[]) => distinct(run, concatenate(run, ...lists)),
  "distinct values": distinct,
  flatten,
  "list replace at": replaceAt,
  "list replace where": replaceWhere,
  sort,
};
