// Relations of points and ranges: DMN clause 10.3.4.7, Table 78. See functions/spans.py.
import type { Run } from "../run.ts";
import { both, either, equal, less, within, type Range, type Truth, type Value } from "../values.ts";
import type { Implementations } from "./index.ts";

const beforePointRange = (_: Run, point: Value, span: Range): Truth =>
  either(less(point, span.start), both(equal(point, span.start), !span.startIncluded));

const beforeRangePoint = (_: Run, span: Range, point: Value): Truth =>
  either(less(span.end, point), both(equal(span.end, point), !span.endIncluded));

const beforeRanges = (_: Run, one: Range, other: Range): Truth =>
  either(less(one.end, other.start), both(!one.endIncluded || !other.startIncluded, equal(one.end, other.start)));

const meets = (_: Run, one: Range, other: Range): Truth =>
  both(one.endIncluded && other.startIncluded, equal(one.end, other.start));

/** The first ends at or after the start of the second. */
const reaches = (one: Range, other: Range): Truth =>
  either(less(other.start, one.end), both(equal(one.end, other.start), one.endIncluded && other.startIncluded));

function overlapsBefore(_: Run, one: Range, other: Range): Truth {
  const same = both(equal(one.start, other.start), one.startIncluded && !other.startIncluded);
  const begins = either(less(one.start, other.start), same);
  const ends = either(less(one.end, other.end), both(equal(one.end, other.end), !one.endIncluded || other.endIncluded));
  return both(both(begins, reaches(one, other)), ends);
}

const finishesPoint = (_: Run, point: Value, span: Range): Truth => both(span.endIncluded, equal(span.end, point));

function finishesRange(_: Run, one: Range, other: Range): Truth {
  const same = both(equal(one.start, other.start), !one.startIncluded || other.startIncluded);
  const begins = either(less(other.start, one.start), same);
  return both(both(one.endIncluded === other.endIncluded, equal(one.end, other.end)), begins);
}

function includesRange(_: Run, one: Range, other: Range): Truth {
  const start = both(equal(one.start, other.start), one.startIncluded || !other.startIncluded);
  const end = both(equal(one.end, other.end), one.endIncluded || !other.endIncluded);
  return both(either(less(one.start, other.start), start), either(less(other.end, one.end), end));
}

const startsPoint = (_: Run, point: Value, span: Range): Truth => both(span.startIncluded, equal(span.start, point));

function startsRange(_: Run, one: Range, other: Range): Truth {
  const ends = either(less(one.end, other.end), both(equal(one.end, other.end), !one.endIncluded || other.endIncluded));
  return both(both(one.startIncluded === other.startIncluded, equal(one.start, other.start)), ends);
}

function coincide(_: Run, one: Range, other: Range): Truth {
  const alike = one.startIncluded === other.startIncluded && one.endIncluded === other.endIncluded;
  return both(both(alike, equal(one.start, other.start)), equal(one.end, other.end));
}

export const SPANS: Implementations = {
  "before points": (_: Run, one: Value, other: Value) => less(one, other),
  "before point range": beforePointRange,
  "before range point": beforeRangePoint,
  "before ranges": beforeRanges,
  "after points": (_: Run, one: Value, other: Value) => less(other, one),
  "after point range": (run: Run, point: Value, span: Range) => beforeRangePoint(run, span, point),
  "after range point": (run: Run, span: Range, point: Value) => beforePointRange(run, point, span),
  "after ranges": (run: Run, one: Range, other: Range) => beforeRanges(run, other, one),
  meets,
  "met by": (run: Run, one: Range, other: Range) => meets(run, other, one),
  overlaps: (_: Run, one: Range, other: Range) => both(reaches(one, other), reaches(other, one)),
  "overlaps before": overlapsBefore,
  "overlaps after": (run: Run, one: Range, other: Range) => overlapsBefore(run, other, one),
  "finishes point": finishesPoint,
  "finishes range": finishesRange,
  "finished by point": (run: Run, span: Range, point: Value) => finishesPoint(run, point, span),
  "finished by range": (run: Run, one: Range, other: Range) => finishesRange(run, other, one),
  "includes point": (_: Run, span: Range, point: Value) => within(point, span),
  "includes range": includesRange,
  "during point": (_: Run, point: Value, span: Range) => within(point, span),
  "during range": (run: Run, one: Range, other: Range) => includesRange(run, other, one),
  "starts point": startsPoint,
  "starts range": startsRange,
  "started by point": (run: Run, span: Range, point: Value) => startsPoint(run, point, span),
  "started by range": (run: Run, one: Range, other: Range) => startsRange(run, other, one),
  "coincides points": (_: Run, one: Value, other: Value) => equal(one, other),
  "coincides ranges": coincide,
};
