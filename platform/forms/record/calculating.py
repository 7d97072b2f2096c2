"""Calculation: every field in the order of its needs; what is hidden is emptied; what must hold is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.feel import Expression, Stopped, moment, read, write
from forms.feel.values import Value
from forms.record.around import Around, Problem, Values
from forms.record.mask import Access, Mask
from forms.schema import CompiledForm, Field, Step, WrongField, kind_of, normalise, number_text


@dataclass(slots=True)
class Calculated:
    """A record calculated: its values, the paths that are hidden (with the row's id in tables), and problems."""

    values: Values
    hidden: set[tuple[str, str]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def calculate(compiled: CompiledForm, values: Mapping[str, Any], around: Around) -> Calculated:
    """The record with everything derived from it anew. The given values stay untouched."""
    return _Calculation(compiled, values, around).run()


def check(compiled: CompiledForm, done: Calculated, around: Around, mask: Mask) -> list[Problem]:
    """What keeps a calculated record from being submitted: empty fields that are required and that this mask lets
    fill in, numbers of rows, broken rules.
    """
    return _Check(compiled, done, around, mask).run()


class _Typed:
    """The values of a record as expressions read them, made once."""

    def __init__(self, compiled: CompiledForm, around: Around) -> None:
        self.now = moment(around.now.astimezone(around.zone))
        self.organization = around.organization
        self.top: dict[str, Value] = {name: value for name, value in around.names().items() if value is not None}
        self.rows: dict[str, list[dict[str, Value]]] = {table: [] for table in compiled.rows}

    def ask(self, expression: Expression, row: Mapping[str, Value] | None = None) -> Value:
        """The result. Within a row its columns win. Raises Stopped."""
        top = self.top
        if row is None:
            return expression.calculate(top, now=self.now, organization=self.organization)
        names = {name: row[name] if name in row else top.get(name) for name in expression.uses}
        return expression.calculate(names, now=self.now, organization=self.organization)


class _Calculation:
    def __init__(self, compiled: CompiledForm, values: Mapping[str, Any], around: Around) -> None:
        self.compiled = compiled
        self.around = around
        self.typed = _Typed(compiled, around)
        self.done = Calculated({})
        for one in compiled.form.fields.values():
            if not one.kind.has_value:
                continue
            value = values.get(one.key)
            if one.type == "table":
                value = [{"_id": row["_id"], **{key: row.get(key) for key in one.columns}} for row in value or ()]
                self.typed.rows[one.key] = [{} for _ in value]
            self.done.values[one.key] = value

    def run(self) -> Calculated:
        for step in self.compiled.steps:
            if step.field.table:
                table = self.done.values[step.field.table]
                for row, typed in zip(table, self.typed.rows[step.field.table], strict=True):
                    self._one(step, row, typed, row["_id"])
            elif step.field.type == "table":
                self._table(step)
            else:
                self._one(step, self.done.values, self.typed.top, "")
        return self.done

    def _one(self, step: Step, values: Values, typed: dict[str, Value], row: str) -> None:
        one = step.field
        inside = typed if row else None
        is_hidden = step.visible is not None and self._ask(step.visible, one, inside, row) is not True
        if is_hidden:
            self.done.hidden.add((one.path, row))
        if not one.kind.has_value:
            return
        if is_hidden and not one.get("keep"):
            values[one.key] = None
        elif step.calc is not None:
            values[one.key] = self._calculated(step.calc, one, inside, row)
        typed[one.key] = read(values[one.key], kind_of(one))

    def _table(self, step: Step) -> None:
        one = step.field
        if step.visible is not None and self._ask(step.visible, one, None, "") is not True:
            self.done.hidden.add((one.path, ""))
            if not one.get("keep"):
                self.done.values[one.key] = []
                self.typed.rows[one.key] = []
        self.typed.top[one.key] = self.typed.rows[one.key]

    def _calculated(self, calc: Expression, one: Field, inside: dict[str, Value] | None, row: str) -> Any:
        found = write(self._ask(calc, one, inside, row))
        if found is None:
            return None
        try:
            if one.kind.feel == "number":
                found = number_text(_decimal(found), one.get("scale", 2 if one.type == "money" else None))
            return normalise(one, found, self.around.zone)
        except WrongField as wrong:
            self.done.problems.append(Problem(one.path, wrong.code, wrong.params, row))
            return None

    def _ask(self, expression: Expression, one: Field, inside: dict[str, Value] | None, row: str) -> Value:
        try:
            return self.typed.ask(expression, inside)
        except Stopped as stopped:
            self.done.problems.append(Problem(one.path, "cannot-calculate", {"feel": stopped}, row))
            return None


class _Check:
    def __init__(self, compiled: CompiledForm, done: Calculated, around: Around, mask: Mask) -> None:
        self.compiled = compiled
        self.done = done
        self.mask = mask
        self.problems: list[Problem] = []
        self.typed = _Typed(compiled, around)
        for one in compiled.form.fields.values():
            if one.type == "table":
                kinds = {key: kind_of(column) for key, column in one.columns.items()}
                rows = [{key: read(row[key], kind) for key, kind in kinds.items()} for row in done.values[one.key]]
                self.typed.rows[one.key] = rows
                self.typed.top[one.key] = rows
            elif one.kind.has_value:
                self.typed.top[one.key] = read(done.values[one.key], kind_of(one))

    def run(self) -> list[Problem]:
        for one in self.compiled.form.fields.values():
            if not one.kind.has_value or (one.path, "") in self.done.hidden:
                continue
            if one.type == "table":
                self._table(one)
            self._required(one, self.done.values, None, "")
        for rule in self.compiled.rules:
            rows = self.typed.rows[rule.rule.table] if rule.rule.table else [None]
            if rule.rule.table and (rule.rule.table, "") in self.done.hidden:
                continue
            for at, inside in enumerate(rows):
                row = self.done.values[rule.rule.table][at]["_id"] if rule.rule.table else ""
                if self._ask(rule.check, inside) is False:
                    at_all = rule.rule.fields or ("",)
                    prefix = f"{rule.rule.table}." if rule.rule.table else ""
                    self.problems += [
                        Problem(f"{prefix}{key}" if key else rule.rule.table, "rule", {"words": rule.rule.message}, row)
                        for key in at_all
                    ]
        return self.problems

    def _table(self, table: Field) -> None:
        rows = self.done.values[table.key]
        least, most = table.get("min", 0), table.get("max", 200)
        if len(rows) < least and self.mask.may_add(table):
            self.problems.append(Problem(table.path, "too-few-rows", {"least": least}))
        if len(rows) > most:
            self.problems.append(Problem(table.path, "too-many-rows", {"most": most}))
        for row, typed in zip(rows, self.typed.rows[table.key], strict=True):
            for column in table.columns.values():
                if (column.path, row["_id"]) not in self.done.hidden:
                    self._required(column, row, typed, row["_id"])

    def _required(self, one: Field, values: Values, inside: dict[str, Value] | None, row: str) -> None:
        if values.get(one.key) not in (None, []):
            return
        access = self.mask.of(one)
        if access < Access.EDIT:
            return
        wanted = self.compiled.required.get(one.path, False)
        is_wanted = wanted if isinstance(wanted, bool) else self._ask(wanted, inside) is True
        if is_wanted or access is Access.REQUIRED:
            self.problems.append(Problem(one.path, "required", {}, row))

    def _ask(self, expression: Expression, inside: dict[str, Value] | None) -> Value:
        try:
            return self.typed.ask(expression, inside)
        except Stopped:
            # What cannot be decided neither requires nor breaks a rule; the calculation has said so already.
            return None


def _decimal(text: Any) -> Any:
    return read(text, kind_of(Field("", "number", "")))
