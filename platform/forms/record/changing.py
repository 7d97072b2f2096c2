"""Changing a record: what was sent is held against what is kept and against the mask, normalised, and calculated.

An absent key is unchanged, null empties. A table is sent with all its rows; a row without `_id` is new, a row that is
missing is deleted, and within a row an absent column is unchanged.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms.feel import Stopped, moment, read_all, write
from forms.record.around import Around, Change, OutsideMask, Problem, Values
from forms.record.calculating import calculate, check
from forms.record.mask import WHOLE, Access, Mask
from forms.schema import CompiledForm, Field, WrongField, normalise

#: Kinds whose values name something that must exist; whoever keeps records asks for it.
REFERENCES = frozenset({"person", "department", "unit", "post", "level", "file", "image", "signature", "record"})


@dataclass(slots=True)
class Outcome:
    """What came of a change: the values to keep, every single change, problems (then nothing is to be kept), and where
    the browser calculated something else (`drift`: path, row, sent, calculated).
    """

    values: Values
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    drift: list[tuple[str, str, Any, Any]] = field(default_factory=list)
    hidden: set[tuple[str, str]] = field(default_factory=set)

    def referred(self, form: CompiledForm) -> Iterator[tuple[Field, str, str]]:
        """(field, id, row) of everything that the changed values name."""
        for change in self.changes:
            one = form.form.find(change.path)
            if one is None or change.new is None:
                continue
            cells = [(column, change.new.get(column.key)) for column in one.columns.values()] or [(one, change.new)]
            for of, value in cells:
                if of.type in REFERENCES and value is not None:
                    for key in value if isinstance(value, list) else [value]:
                        yield of, key, change.row


def begin(compiled: CompiledForm, around: Around) -> Values:
    """The values of a new record before anybody has typed: defaults, and what is calculated once."""
    values: Values = {}
    for one in compiled.form.fields.values():
        if one.kind.has_value:
            values[one.key] = [] if one.type == "table" else _first(compiled, one, around)
    return calculate(compiled, values, around).values


def begin_row(compiled: CompiledForm, table: Field, around: Around) -> Values:
    """The same for a new row, without its id."""
    return {column.key: _first(compiled, column, around) for column in table.columns.values()}


def change(
    compiled: CompiledForm,
    kept: Mapping[str, Any],
    sent: Mapping[str, Any],
    around: Around,
    mask: Mask = WHOLE,
    *,
    complete: bool = False,
    new_id: Callable[[], str] = lambda: secrets.token_hex(6),
) -> Outcome:
    """The record after a change. `complete` also checks what must hold when it is submitted.

    Raises OutsideMask, naming every field, for what the mask does not allow. Problems of values are in the outcome.
    """
    return _Changing(compiled, kept, sent, around, mask, new_id).run(complete)


def differences(compiled: CompiledForm, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every value that differs, cell by cell; rows that came and went as a whole."""
    found: list[Change] = []
    for one in compiled.form.fields.values():
        before, after = old.get(one.key), new.get(one.key)
        if one.type != "table":
            if before != after:
                found.append(Change(one.path, before, after))
            continue
        was = {row["_id"]: row for row in before or ()}
        now = {row["_id"]: row for row in after or ()}
        found += [Change(one.path, _cells(was[key]), None, key) for key in was if key not in now]
        for key, row in now.items():
            if key not in was:
                found.append(Change(one.path, None, _cells(row), key))
                continue
            found += [
                Change(column.path, was[key].get(column.key), row.get(column.key), key)
                for column in one.columns.values()
                if was[key].get(column.key) != row.get(column.key)
            ]
        stayed = [key for key in was if key in now]
        if stayed != [key for key in now if key in was]:
            found.append(Change(one.path, stayed, [key for key in now if key in was]))
    return found


class _Changing:
    def __init__(
        self,
        compiled: CompiledForm,
        kept: Mapping[str, Any],
        sent: Mapping[str, Any],
        around: Around,
        mask: Mask,
        new_id: Callable[[], str],
    ) -> None:
        self.compiled = compiled
        self.kept = kept
        self.sent = sent
        self.around = around
        self.mask = mask
        self.new_id = new_id
        self.problems: list[Problem] = []
        self.refused: list[Problem] = []
        self.claimed: dict[tuple[str, str], Any] = {}
        # Whoever sent a new row does not know its id; problems name it by its place among the rows that were sent.
        self.places: dict[str, str] = {}

    def run(self, complete: bool) -> Outcome:
        fields = self.compiled.form.fields
        values: Values = {
            one.key: self.kept.get(one.key, [] if one.type == "table" else None)
            for one in fields.values()
            if one.kind.has_value
        }
        for key, raw in self.sent.items():
            one = fields.get(key)
            if one is None or not one.kind.has_value:
                self.problems.append(Problem(str(key)[:60], "unknown"))
            elif one.type == "table":
                values[key] = self._table(one, raw)
            else:
                values[key] = self._value(one, raw, self.kept.get(key), "")
        if self.refused:
            raise OutsideMask([self._placed(one) for one in self.refused])
        self._bring(fields, values, self.kept, "")
        for one in fields.values():
            if one.type == "table":
                before = {row["_id"]: row for row in self.kept.get(one.key) or ()}
                for row in values[one.key]:
                    self._bring(one.columns, row, before.get(row["_id"], {}), row["_id"])
        done = calculate(self.compiled, values, self.around)
        outcome = Outcome(done.values, problems=self.problems + done.problems, hidden=done.hidden)
        if complete:
            outcome.problems += check(self.compiled, done, self.around, self.mask)
        outcome.problems = [self._placed(one) for one in outcome.problems]
        outcome.changes = differences(self.compiled, self.kept, done.values)
        outcome.drift = list(self._drift(done.values))
        return outcome

    def _placed(self, one: Problem) -> Problem:
        return replace(one, row=self.places.get(one.row, one.row))

    def _value(self, one: Field, raw: Any, old: Any, row: str) -> Any:
        """The value of a field after what was sent, or the old one where it is refused or wrong."""
        if one.is_derived:
            self.claimed[one.path, row] = raw
            return old
        access = self.mask.of(one)
        # Even the same value is refused where it may not be seen: the answer would say whether it was guessed.
        if access is Access.HIDDEN or (access is Access.READ and raw != old and not self._is_same(one, raw, old)):
            self.refused.append(Problem(one.path, "not-allowed", {"label": one.label}, row))
            return old
        if raw == old:
            return old
        try:
            return normalise(one, raw, self.around.zone, old)
        except WrongField as wrong:
            self.problems.append(Problem(one.path, wrong.code, wrong.params, row))
            return old

    def _is_same(self, one: Field, raw: Any, old: Any) -> bool:
        try:
            return bool(normalise(one, raw, self.around.zone, old) == old)
        except WrongField:
            return False

    def _table(self, table: Field, raw: Any) -> list[Values]:
        old: list[Values] = list(self.kept.get(table.key) or ())
        if self.mask.of(table) is Access.HIDDEN:
            self.refused.append(Problem(table.path, "not-allowed", {"label": table.label}))
            return old
        rows = [] if raw is None else raw
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            self.problems.append(Problem(table.path, "bad-row"))
            return old
        if len(rows) > max(table.get("max", 200), len(old)):
            self.problems.append(Problem(table.path, "too-many-rows", {"most": table.get("max", 200)}))
            return old
        known = {row["_id"]: row for row in old}
        found: list[Values] = []
        seen: set[str] = set()
        for at, row in enumerate(rows):
            key = row.get("_id")
            if key is None or key == "":
                found.append(self._new_row(table, row, at))
            elif not isinstance(key, str) or key not in known:
                self.problems.append(Problem(table.path, "no-such-row"))
            elif key in seen:
                self.problems.append(Problem(table.path, "row-twice"))
            else:
                seen.add(key)
                found.append(self._row(table, row, known[key], key))
        if len(seen) < len(known) and not self.mask.may_delete(table):
            self.refused.append(Problem(table.path, "no-deleting", {"label": table.label}))
        stayed = [row["_id"] for row in found if row["_id"] in seen]
        if stayed != [key for key in known if key in seen] and self.mask.of(table) < Access.EDIT:
            self.refused.append(Problem(table.path, "not-allowed", {"label": table.label}))
        return found

    def _row(self, table: Field, sent: Mapping[str, Any], old: Values, key: str) -> Values:
        row: Values = {"_id": key, **{name: old.get(name) for name in table.columns}}
        self._cells(table, sent, row, key)
        return row

    def _new_row(self, table: Field, sent: Mapping[str, Any], at: int) -> Values:
        if not self.mask.may_add(table):
            self.refused.append(Problem(table.path, "no-adding", {"label": table.label}))
        row: Values = {"_id": self.new_id(), **begin_row(self.compiled, table, self.around)}
        self.places[row["_id"]] = f"@{at}"
        self._cells(table, sent, row, row["_id"])
        return row

    def _cells(self, table: Field, sent: Mapping[str, Any], row: Values, key: str) -> None:
        for name, raw in sent.items():
            if name == "_id":
                continue
            column = table.columns.get(name)
            if column is None:
                self.problems.append(Problem(f"{table.path}.{str(name)[:60]}", "unknown", {}, key))
            else:
                row[name] = self._value(column, raw, row.get(name), key)

    def _bring(self, beside: Mapping[str, Field], values: Values, before: Mapping[str, Any], row: str) -> None:
        """Where a link names another record than before, the fields that it brings over are filled anew."""
        for one in beside.values():
            names = one.get("bring") if one.type == "record" else None
            if not names or values.get(one.key) == before.get(one.key):
                continue
            found: Mapping[str, Any] = {}
            if values[one.key] is not None:
                known = self.around.bring(one.get("form"), values[one.key], list(names.values()))
                if known is None:
                    self.problems.append(Problem(one.path, "gone", {}, row))
                    continue
                found = known
            for own, theirs in names.items():
                try:
                    values[own] = normalise(beside[own], found.get(theirs), self.around.zone)
                except WrongField as wrong:
                    self.problems.append(Problem(beside[own].path, wrong.code, wrong.params, row))

    def _drift(self, values: Values) -> Iterator[tuple[str, str, Any, Any]]:
        for (path, row), raw in self.claimed.items():
            one = self.compiled.form.find(path)
            if one is None or not one.get("calc"):
                continue
            at: Mapping[str, Any] = values
            if row:
                at = next((found for found in values[one.table] if found["_id"] == row), {})
            if raw != at.get(one.key):
                yield path, row, raw, at.get(one.key)


def _first(compiled: CompiledForm, one: Field, around: Around) -> Any:
    """What a field begins with."""
    expression = compiled.initial.get(one.path)
    raw = one.get("default")
    if expression is not None:
        names = {name: compiled.names[name] for name in around.names()}
        typed = read_all(around.names(), names)
        try:
            found = expression.calculate(
                typed, now=moment(around.now.astimezone(around.zone)), organization=around.organization
            )
        except Stopped:
            return None
        raw = write(found)
    try:
        return normalise(one, raw, around.zone)
    except WrongField:
        # An initial value that the field's own limits refuse is left for people to fill in.
        return None


def _cells(row: Mapping[str, Any]) -> Values:
    return {key: value for key, value in row.items() if key != "_id"}
