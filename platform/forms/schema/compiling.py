"""Publishing: a definition's expressions are compiled with its own fields as names, and their order is found.

Everything an expression says is checked here, against the form: unknown names, types that do not fit, cycles. What
compiles never fails for such a reason again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from forms.feel import Expression, Fault, Kind, Place, compile_expression, read_kind
from forms.feel.kinds import BOOLEAN, STRING, context_of, fits, list_of
from forms.schema.faults import BadForm, SchemaFault
from forms.schema.model import Field, Form, Rule
from forms.schema.reading import SURROUNDINGS, read_form
from forms.schema.values import ADDRESS, WrongField, normalise


@dataclass(frozen=True, slots=True)
class Step:
    """One field or column in the order of calculation, with its expressions."""

    field: Field
    calc: Expression | None = None
    visible: Expression | None = None


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its expression."""

    rule: Rule
    check: Expression


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A definition ready to run; immutable, to be shared and kept.

    `names` are what expressions may read, `rows` the same within a row of each table (columns win over fields of the
    same key). `steps` come in the order in which a record is calculated. `required` and `initial` go by path.
    """

    raw: Mapping[str, Any]
    form: Form
    digest: str
    names: Mapping[str, Kind]
    rows: Mapping[str, Mapping[str, Kind]]
    steps: tuple[Step, ...]
    required: Mapping[str, Expression | bool] = field(default_factory=dict)
    initial: Mapping[str, Expression] = field(default_factory=dict)
    rules: tuple[CompiledRule, ...] = ()

    def plan(self) -> dict[str, Any]:
        """What the browser needs to calculate along: names with their types, steps, conditions, rules. JSON."""
        return {
            "names": {name: str(kind) for name, kind in self.names.items()},
            "rows": {table: {name: str(kind) for name, kind in names.items()} for table, names in self.rows.items()},
            "steps": [
                {
                    "path": step.field.path,
                    "calc": step.calc.source if step.calc else None,
                    "visible": step.visible.source if step.visible else None,
                }
                for step in self.steps
            ],
            "required": {
                path: one if isinstance(one, bool) else one.source for path, one in self.required.items() if one
            },
            "initial": {path: one.source for path, one in self.initial.items()},
            "rules": [
                {
                    "check": one.rule.check,
                    "message": one.rule.message,
                    "fields": one.rule.fields,
                    "table": one.rule.table,
                }
                for one in self.rules
            ],
        }


def check_form(raw: Any) -> tuple[SchemaFault, ...]:
    """Everything wrong with a definition; nothing when it can be published."""
    try:
        compile_form(raw)
    except BadForm as bad:
        return bad.faults
    return ()


def compile_form(raw: Any) -> CompiledForm:
    """The compiled definition. Raises BadForm with all its faults."""
    form, faults = read_form(raw)
    if form is None:
        raise BadForm(faults)
    return _Compiler(raw, form, faults).compile()


def kind_of(one: Field) -> Kind:
    """The type of a field's value in expressions."""
    if one.type == "table":
        return list_of(context_of({column.key: kind_of(column) for column in one.columns.values()}))
    if one.type == "period":
        ends = {"date": "date", "datetime": "date and time", "time": "time"}[one.get("of", "date")]
        single = read_kind(f"context<start: {ends}, end: {ends}>")
    elif one.type == "address":
        single = context_of(dict.fromkeys(ADDRESS, STRING))
    else:
        single = read_kind(one.kind.feel)
    return list_of(single) if one.is_many else single


def digest_of(raw: Any) -> str:
    """The SHA-256 of a definition with the order of its keys, for the order of fields is part of a form."""
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _Compiler:
    def __init__(self, raw: Any, form: Form, faults: list[SchemaFault]) -> None:
        self.raw = raw
        self.form = form
        self.faults = faults
        valued = {one.key: kind_of(one) for one in form.fields.values() if one.kind.has_value}
        self.names = {**valued, **{name: read_kind(kind) for name, kind in SURROUNDINGS.items()}}
        self.rows = {
            table.key: {**self.names, **{column.key: kind_of(column) for column in table.columns.values()}}
            for table in form.fields.values()
            if table.type == "table"
        }
        self.needs: dict[str, set[str]] = {}

    def compile(self) -> CompiledForm:
        steps = {one.path: self._step(one) for one in self.form.every()}
        required: dict[str, Expression | bool] = {}
        initial: dict[str, Expression] = {}
        around = {name: self.names[name] for name in SURROUNDINGS}
        for one in self.form.every():
            condition = one.get("required")
            if isinstance(condition, bool):
                required[one.path] = condition
            elif condition:
                found = self._expression(one, "required", BOOLEAN)
                if found is not None:
                    required[one.path] = found
            if one.get("initial"):
                found = self._expression(one, "initial", self._wanted(one), around)
                if found is not None:
                    initial[one.path] = found
            self._default(one)
            self._bring(one)
        rules = tuple(self._rules())
        order = self._order()
        if self.faults:
            raise BadForm(self.faults)
        return CompiledForm(
            self.raw,
            self.form,
            digest_of(self.raw),
            self.names,
            self.rows,
            tuple(steps[path] for path in order),
            required,
            initial,
            rules,
        )

    def _step(self, one: Field) -> Step:
        calc = visible = None
        if one.get("calc"):
            calc = self._expression(one, "calc", self._wanted(one))
        if one.get("visible"):
            visible = self._expression(one, "visible", BOOLEAN)
        needs = {self._node(one, name) for found in (calc, visible) if found for name in found.uses}
        needs |= {column.path for column in one.columns.values()}
        link = one.get("brought")
        if link:
            needs.add(f"{one.table}.{link}" if one.table else link)
        self.needs[one.path] = needs - set(SURROUNDINGS)
        return Step(one, calc, visible)

    def _wanted(self, one: Field) -> Kind | None:
        """The type that a calculation for a field must have; None where its kind cannot be calculated."""
        if not one.kind.is_calculable:
            self.faults.append(SchemaFault("not-calculable", _place(one), {"name": one.type}))
            return None
        return kind_of(one)

    def _node(self, one: Field, name: str) -> str:
        table = self.form.fields.get(one.table) if one.table else None
        return f"{one.table}.{name}" if table is not None and name in table.columns else name

    def _expression(
        self, one: Field, name: str, wanted: Kind | None, names: Mapping[str, Kind] | None = None
    ) -> Expression | None:
        known = names if names is not None else self.rows[one.table] if one.table else self.names
        return self._compiled(one.settings[name], known, wanted, f"{_place(one)}.{name}")

    def _compiled(self, source: str, names: Mapping[str, Kind], wanted: Kind | None, path: str) -> Expression | None:
        try:
            found = compile_expression(source, names, wanted)
            if wanted is not None:
                self._same_shape(compile_expression(source, names).kind, wanted)
            return found
        except Fault as fault:
            self.faults.append(SchemaFault("expression", path, feel=fault))
            return None

    @staticmethod
    def _same_shape(own: Kind, wanted: Kind) -> None:
        """The language makes a list of one a single value and back; where the form says which it is, that hides a slip."""
        if (own.name == "list") != (wanted.name == "list") and own.name not in ("Any", "Null"):
            raise Fault("result", Place(1, 1), kind=own.words(), wanted=wanted.words())

    def _default(self, one: Field) -> None:
        if "default" not in one.settings:
            return
        try:
            normalise(one, one.settings["default"], UTC)
        except WrongField as wrong:
            self.faults.append(SchemaFault("bad-default", f"{_place(one)}.default", {"reason": wrong}))

    def _bring(self, one: Field) -> None:
        owner = self.form.fields.get(one.table) if one.table else None
        beside = owner.columns if owner is not None else self.form.fields
        for key in one.get("bring", {}):
            other = beside.get(key)
            if other is None or not other.kind.has_value or other.type == "table":
                self.faults.append(SchemaFault("unknown-field", f"{_place(one)}.bring", {"key": key}))
            elif other.get("calc") or other.type == "serial" or other.get("brought") != one.key:
                self.faults.append(SchemaFault("brought-twice", f"{_place(one)}.bring", {"key": key}))

    def _rules(self) -> Iterator[CompiledRule]:
        for at, rule in enumerate(self.form.rules):
            names = self.rows[rule.table] if rule.table else self.names
            found = self._compiled(rule.check, names, BOOLEAN, f"rules.{at}.check")
            if found is not None:
                yield CompiledRule(rule, found)

    def _order(self) -> list[str]:
        """Every path after what it needs, otherwise in the form's order. A cycle is a fault that names its way."""
        done: dict[str, None] = {}
        under_way: list[str] = []

        def visit(path: str) -> None:
            if path in done or path not in self.needs:
                return
            if path in under_way:
                way = [*under_way[under_way.index(path) :], path]
                one = self.form.find(path)
                place = _place(one) if one is not None else path
                self.faults.append(SchemaFault("cycle", place, {"way": " → ".join(way)}))
                return
            under_way.append(path)
            for need in sorted(self.needs[path]):
                visit(need)
            under_way.pop()
            done[path] = None

        for path in self.needs:
            visit(path)
        return list(done)


def _place(one: Field) -> str:
    """Where a field stands in the JSON."""
    return f"fields.{one.table}.fields.{one.key}" if one.table else f"fields.{one.key}"


def has_type(one: Field, kind: Kind) -> bool:
    """Whether values of a type may be brought over into a field."""
    return fits(kind, kind_of(one))
