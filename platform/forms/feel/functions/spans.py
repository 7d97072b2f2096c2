"""Relations of points and ranges: DMN clause 10.3.4.7, Table 78."""

from __future__ import annotations

from typing import Any, Final

from forms.feel.run import Run
from forms.feel.values import Range, Value, both, either, equal, less, within

Truth = bool | None


def _after(one: Value, other: Value) -> Truth:
    return less(other, one)


def before_points(run: Run, one: Value, other: Value) -> Truth:
    """The first lies before the second."""
    return less(one, other)


def before_point_range(run: Run, point: Value, span: Range) -> Truth:
    """The point lies before the range."""
    return either(less(point, span.start), both(equal(point, span.start), not span.start_included))


def before_range_point(run: Run, span: Range, point: Value) -> Truth:
    """The range lies before the point."""
    return either(less(span.end, point), both(equal(span.end, point), not span.end_included))


def before_ranges(run: Run, one: Range, other: Range) -> Truth:
    """The first range lies before the second."""
    open_between = not one.end_included or not other.start_included
    return either(less(one.end, other.start), both(open_between, equal(one.end, other.start)))


def meets(run: Run, one: Range, other: Range) -> Truth:
    """The first range ends exactly where the second begins."""
    return both(one.end_included and other.start_included, equal(one.end, other.start))


def overlaps(run: Run, one: Range, other: Range) -> Truth:
    """They have something in common."""
    return both(_reaches(one, other), _reaches(other, one))


def overlaps_before(run: Run, one: Range, other: Range) -> Truth:
    """They have something in common, and the first begins and ends earlier."""
    begins = either(
        less(one.start, other.start),
        both(equal(one.start, other.start), one.start_included and not other.start_included),
    )
    ends = either(less(one.end, other.end), both(equal(one.end, other.end), not one.end_included or other.end_included))
    return both(both(begins, _reaches(one, other)), ends)


def finishes_point(run: Run, point: Value, span: Range) -> Truth:
    """The point is the range's included end."""
    return both(span.end_included, equal(span.end, point))


def finishes_range(run: Run, one: Range, other: Range) -> Truth:
    """Both end alike, and the first begins no earlier."""
    begins = either(
        _after(one.start, other.start),
        both(equal(one.start, other.start), not one.start_included or other.start_included),
    )
    return both(both(one.end_included is other.end_included, equal(one.end, other.end)), begins)


def includes_range(run: Run, one: Range, other: Range) -> Truth:
    """The second lies within the first."""
    begins = either(
        less(one.start, other.start),
        both(equal(one.start, other.start), one.start_included or not other.start_included),
    )
    ends = either(
        _after(one.end, other.end), both(equal(one.end, other.end), one.end_included or not other.end_included)
    )
    return both(begins, ends)


def starts_point(run: Run, point: Value, span: Range) -> Truth:
    """The point is the range's included start."""
    return both(span.start_included, equal(span.start, point))


def starts_range(run: Run, one: Range, other: Range) -> Truth:
    """Both begin alike, and the first ends no later."""
    ends = either(less(one.end, other.end), both(equal(one.end, other.end), not one.end_included or other.end_included))
    return both(both(one.start_included is other.start_included, equal(one.start, other.start)), ends)


def coincide(run: Run, one: Range, other: Range) -> Truth:
    """The same ends, included alike."""
    alike = one.start_included is other.start_included and one.end_included is other.end_included
    return both(both(alike, equal(one.start, other.start)), equal(one.end, other.end))


def _reaches(one: Range, other: Range) -> Truth:
    """The first ends at or after the start of the second."""
    return either(
        _after(one.end, other.start),
        both(equal(one.end, other.start), one.end_included and other.start_included),
    )


FUNCTIONS: Final[dict[str, Any]] = {
    "before points": before_points,
    "before point range": before_point_range,
    "before range point": before_range_point,
    "before ranges": before_ranges,
    "after points": lambda run, one, other: before_points(run, other, one),
    "after point range": lambda run, point, span: before_range_point(run, span, point),
    "after range point": lambda run, span, point: before_point_range(run, point, span),
    "after ranges": lambda run, one, other: before_ranges(run, other, one),
    "meets": meets,
    "met by": lambda run, one, other: meets(run, other, one),
    "overlaps": overlaps,
    "overlaps before": overlaps_before,
    "overlaps after": lambda run, one, other: overlaps_before(run, other, one),
    "finishes point": finishes_point,
    "finishes range": finishes_range,
    "finished by point": lambda run, span, point: finishes_point(run, point, span),
    "finished by range": lambda run, one, other: finishes_range(run, other, one),
    "includes point": lambda run, span, point: within(point, span),
    "includes range": includes_range,
    "during point": lambda run, point, span: within(point, span),
    "during range": lambda run, one, other: includes_range(run, other, one),
    "starts point": starts_point,
    "starts range": starts_range,
    "started by point": lambda run, span, point: starts_point(run, point, span),
    "started by range": lambda run, one, other: starts_range(run, other, one),
    "coincides points": lambda run, one, other: equal(one, other),
    "coincides ranges": coincide,
}
