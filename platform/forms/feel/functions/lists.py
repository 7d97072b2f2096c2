"""Lists: DMN clause 10.3.4.4, Table 75; `list replace` of DMN 1.4; `sort`, Table 80."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from forms.feel import decimals
from forms.feel.run import Run, as_number
from forms.feel.values import Function, Value, equal, is_deep, less

List = list[Value]


def smallest(run: Run, items: List) -> Value:
    """The least item; null of an empty list or of things without a common order."""
    return _extreme(run, items, lambda one, other: less(one, other))


def largest(run: Run, items: List) -> Value:
    """The greatest item."""
    return _extreme(run, items, lambda one, other: less(other, one))


def _extreme(run: Run, items: List, before: Callable[[Value, Value], bool | None]) -> Value:
    run.items(len(items))
    if not items:
        return None
    best = items[0]
    for item in items:
        first = before(item, best)
        if first is None:
            return None
        best = item if first else best
    return best


def total(run: Run, items: List) -> Decimal | None:
    """The sum of numbers, null of an empty list."""
    run.items(len(items))
    run.spend(len(items))
    if not items or not _numbers(items):
        return None
    found: Decimal | None = items[0]
    for item in items[1:]:
        if found is None:
            return None
        found = decimals.add(found, item)
    return found


def product(run: Run, items: List) -> Decimal | None:
    """The product of numbers, null of an empty list."""
    run.items(len(items))
    run.spend(len(items))
    if not items or not _numbers(items):
        return None
    found: Decimal | None = items[0]
    for item in items[1:]:
        if found is None:
            return None
        found = decimals.multiply(found, item)
    return found


def mean(run: Run, items: List) -> Decimal | None:
    """The average of numbers, null of an empty list."""
    found = total(run, items)
    return None if found is None else decimals.divide(found, Decimal(len(items)))


def median(run: Run, items: List) -> Decimal | None:
    """The middle number, or the average of the two in the middle."""
    run.items(len(items))
    if not items or not _numbers(items):
        return None
    ordered = sorted(items)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        found: Decimal = ordered[middle]
        return found
    both = decimals.add(ordered[middle - 1], ordered[middle])
    return None if both is None else decimals.divide(both, Decimal(2))


def deviation(run: Run, items: List) -> Decimal | None:
    """The standard deviation of a sample, null of fewer than two numbers."""
    run.spend(3 * len(items))
    average = mean(run, items) if len(items) > 1 else None
    if average is None:
        return None
    squares: Decimal | None = Decimal(0)
    for item in items:
        apart = decimals.subtract(item, average)
        square = None if apart is None else decimals.multiply(apart, apart)
        squares = None if square is None or squares is None else decimals.add(squares, square)
    variance = None if squares is None else decimals.divide(squares, Decimal(len(items) - 1))
    return None if variance is None else decimals.square_root(variance)


def mode(run: Run, items: List) -> List | None:
    """The numbers that occur most, in ascending order."""
    run.items(len(items))
    if not _numbers(items):
        return None
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)


def all_of(run: Run, items: List) -> bool | None:
    """False when one is, true when all are, else null."""
    run.items(len(items))
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


def any_of(run: Run, items: List) -> bool | None:
    """True when one is, false when all are, else null."""
    run.items(len(items))
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def sublist(run: Run, items: List, start: Decimal, length: Decimal | None) -> List | None:
    """Part of a list; null where the start or the length is out of it."""
    begin = _position(items, start)
    if begin is None:
        return None
    end = len(items)
    if length is not None:
        if not 1 <= length <= len(items) - begin:
            return None
        end = begin + int(length)
    run.items(end - begin)
    return items[begin:end]


def insert_before(run: Run, items: List, position: Decimal, item: Value) -> List | None:
    """A list with one item more."""
    at = _position(items, position)
    run.items(len(items) + 1)
    return None if at is None else [*items[:at], item, *items[at:]]


def remove(run: Run, items: List, position: Decimal) -> List | None:
    """A list with one item less."""
    at = _position(items, position)
    run.items(len(items))
    return None if at is None else [*items[:at], *items[at + 1 :]]


def replace_at(run: Run, items: List, position: Decimal, item: Value) -> List | None:
    """A list with one item exchanged."""
    at = _position(items, position)
    run.items(len(items))
    return None if at is None else [*items[:at], item, *items[at + 1 :]]


def replace_where(run: Run, items: List, match: Function, new: Value) -> List | None:
    """A list with the items exchanged for which a function of the old and the new item is true."""
    run.items(len(items))
    found: List = []
    for item in items:
        decided = match.call([item, new])
        if decided is not True and decided is not False:
            return None
        found.append(new if decided else item)
    return found


def concatenate(run: Run, *lists: List) -> List:
    """One list after the other."""
    run.items(sum(map(len, lists)))
    return [item for items in lists for item in items]


def append(run: Run, items: List, *more: Value) -> List:
    """A list with items at its end."""
    run.items(len(items) + len(more))
    return [*items, *more]


def distinct(run: Run, items: List) -> List:
    """Each item once, where it stood first."""
    run.items(len(items))
    found: List = []
    for item in items:
        run.spend(len(found) >> 1)
        run.visit(found if is_deep(item) else None)
        if not any(equal(item, known) for known in found):
            found.append(item)
    return found


def flatten(run: Run, items: List) -> List:
    """No lists within lists."""
    found: List = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.spend(1)
            if isinstance(item, list):
                stack.append(iter(item))
                break
            found.append(item)
            run.grown(len(found))
        else:
            stack.pop()
    return found


def index_of(run: Run, items: List, match: Value) -> List:
    """The positions of equal items."""
    run.items(len(items))
    run.visit(items if is_deep(match) else None)
    return [Decimal(at) for at, item in enumerate(items, 1) if equal(item, match)]


def list_contains(run: Run, items: List, element: Value) -> bool:
    """Whether one of the items is equal."""
    run.items(len(items))
    run.visit(items if is_deep(element) else None)
    return any(equal(item, element) for item in items)


def sort(run: Run, items: List, precedes: Function) -> List:
    """Sorted by a function that says whether its first item comes before its second; equals keep their order.

    By merging, so that it asks the same questions in both implementations.
    """
    run.items(len(items))

    def merge(part: List) -> List:
        if len(part) < 2:
            return part
        left, right = merge(part[: len(part) // 2]), merge(part[len(part) // 2 :])
        found: List = []
        i = j = 0
        while i < len(left) and j < len(right):
            run.spend(1)
            if precedes.call([right[j], left[i]]) is True:
                found.append(right[j])
                j += 1
            else:
                found.append(left[i])
                i += 1
        return [*found, *left[i:], *right[j:]]

    return merge(items)


def _position(items: List, position: Decimal) -> int | None:
    """The index of a position that counts from 1, or from -1 at the end; a fraction is left away."""
    at = int(position) if abs(position) < len(items) + 1 else 0
    if at == 0:
        return None
    return at - 1 if at > 0 else len(items) + at


def _numbers(items: List) -> bool:
    return all(isinstance(item, Decimal) for item in items)


def _loose(does: Callable[[Run, List], Value]) -> Callable[..., Value]:
    """A function of a list that takes its items one by one too."""
    return lambda run, *items: does(run, items[0] if len(items) == 1 and isinstance(items[0], list) else list(items))


FUNCTIONS: Final[dict[str, Any]] = {
    "list contains": list_contains,
    "count": lambda run, items: as_number(len(items)),
    "min": _loose(smallest),
    "max": _loose(largest),
    "sum": _loose(total),
    "mean": _loose(mean),
    "product": _loose(product),
    "median": _loose(median),
    "stddev": _loose(deviation),
    "mode": _loose(mode),
    "all": _loose(all_of),
    "any": _loose(any_of),
    "sublist": sublist,
    "append": append,
    "concatenate": concatenate,
    "insert before": insert_before,
    "remove": remove,
    "reverse": lambda run, items: items[::-1],
    "index of": index_of,
    "union": lambda run, *lists: distinct(run, concatenate(run, *lists)),
    "distinct values": distinct,
    "flatten": flatten,
    "list replace at": replace_at,
    "list replace where": replace_where,
    "sort": sort,
}
