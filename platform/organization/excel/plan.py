"""What a workbook would change: its rows laid beside the organisation, as rows to write and errors by row.

Works on model instances in memory and writes nothing; `actions.exchange` writes what comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organization import trees
from organization.excel.columns import DEPARTMENTS, KINDS, LEVELS, POSTS, UNITS, Sheet, split_path
from organization.excel.reading import MAX_ERRORS, Errors, Rows, error
from organization.models import Department, Level, Person, Position, Post, Unit

M = TypeVar("M", Unit, Department, Post, Level, Person)


@dataclass
class Changes:
    """Rows to insert (parents first), rows to update, and seats to end, by noun."""

    new: dict[str, list[Any]] = field(default_factory=dict)
    changed: dict[str, dict[UUID, Any]] = field(default_factory=dict)
    ended: list[Position] = field(default_factory=list)
    side_posts: set[UUID] = field(default_factory=set)

    def add(self, noun: str, row: Any) -> None:
        """Note a row to insert."""
        self.new.setdefault(noun, []).append(row)

    def change(self, noun: str, row: Any) -> None:
        """Note a row to update, unless it is one to insert."""
        if not row._state.adding:
            self.changed.setdefault(noun, {})[row.pk] = row

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows of each noun come and change; empty when the file says what is so already."""
        nouns = [noun for noun in _NOUNS if self.new.get(noun) or self.changed.get(noun)]
        counts = {
            noun: {"new": len(self.new.get(noun, [])), "changed": len(self.changed.get(noun, {}))} for noun in nouns
        }
        if self.ended:
            counts.setdefault("positions", {"new": 0, "changed": 0})["ended"] = len(self.ended)
        return counts


_NIL = UUID(int=0)
_NOUNS = ("units", "departments", "posts", "levels", "accounts", "people", "positions")


class Plan:
    """One workbook against one organisation. Read `errors` first; `changes` mean nothing while there are any."""

    def __init__(self, rows: Rows, kept: Iterable[UUID] = ()) -> None:
        """`kept` are people whose sign-in whoever imports may not touch."""
        self.rows = rows
        self.kept = frozenset(kept)
        self.errors: Errors = []
        self.changes = Changes()
        self.units = Index(Unit.objects.filter(closed_at=None), lambda one: one.name, lambda one: one.code)
        self.departments: dict[UUID, Department] = {
            one.pk: one for one in Department.objects.filter(closed_at=None, unit__closed_at=None)
        }
        self.posts = Index(Post.objects.filter(closed_at=None), lambda one: (one.unit_id, one.name))
        self.levels = Index(Level.objects.filter(closed_at=None), lambda one: (one.unit_id, one.name))

    def make(self) -> Plan:
        """Compare everything; a later sheet sees what an earlier one makes. A broken tree stops the rest."""
        from organization.excel.peopleplan import plan_people

        self._units()
        if not self.errors:
            self._departments()
        if not self.errors:
            self._posts()
            self._levels()
            plan_people(self)
        del self.errors[MAX_ERRORS:]
        return self

    def wrong(self, sheet: Sheet, row: Mapping[str, Any], words: str) -> None:
        """Note an error at a row."""
        self.errors.append(error(words, sheet.title, int(row["row"])))

    # ------------------------------------------------------------ units

    def _units(self) -> None:
        rows = self.rows.get("units", [])
        taken = _Once(self, UNITS)
        met: list[tuple[dict[str, Any], Unit]] = []
        for row in rows:
            unit = self.units.find(row.get("id"), row["name"], row.get("code"))
            if unit is None:
                unit = Unit(name=row["name"], path="")
                self.changes.add("units", unit)
                self.units.put(unit)
            if not taken.first(row, unit.pk, row["name"]):
                continue
            met.append((row, unit))
            self._set(UNITS, row, unit, "units", ("name", "short_name", "code", "address", "phone"))
            self._number(UNITS, row, unit, "units", "order")
        self.units.again()
        for row, unit in met:
            self._unit_parent(row, unit)
        if not self.errors:
            self._paths(UNITS, "units", self.units.by_id, met)
        self._codes(UNITS, met, "units", lambda one: one.code)

    def _unit_parent(self, row: dict[str, Any], unit: Unit) -> None:
        if "parent" not in row:
            return
        parent = self.units.named(row["parent"]) if row["parent"] else None
        if row["parent"] and parent is None:
            self.wrong(UNITS, row, _("There is no unit “%s” to stand under.") % row["parent"])
        elif unit.parent_id != (parent.pk if parent else None):
            unit.parent = parent
            self.changes.change("units", unit)

    # ------------------------------------------------------------ departments

    def _departments(self) -> None:
        rows = self.rows.get("departments", [])
        by_code = {(one.unit_id, one.code): one for one in self.departments.values() if one.code}
        taken = _Once(self, DEPARTMENTS)
        met: list[tuple[dict[str, Any], Department]] = []
        waiting: list[tuple[dict[str, Any], Unit]] = []
        for row in rows:
            unit = self.units.named(row["unit"])
            if unit is None:
                self.wrong(DEPARTMENTS, row, _("There is no unit “%s”.") % row["unit"])
                continue
            waiting.append((row, unit))
        # First those known by id or code, so that a renamed parent is found under its new name by its children.
        paths = Paths(self.departments)
        for row, unit in waiting:
            known = self.departments.get(_uuid(row.get("id"))) or by_code.get((unit.pk, row.get("code") or ""))
            path = _full_path(row)
            department = known or paths.find(unit.pk, path)
            if department is None:
                department = Department(unit=unit, name=row["name"], path="")
                self.changes.add("departments", department)
                self.departments[department.pk] = department
                paths.put(unit.pk, path, department)
            elif department.unit_id != unit.pk:
                self.wrong(
                    DEPARTMENTS, row,
                    _("%s belongs to another unit. Departments change units by a reorganisation, not by a file.") % row["name"],
                )  # fmt: skip
                continue
            else:
                paths.put(unit.pk, path, department)
            if taken.first(row, department.pk, (unit.pk, tuple(path))):
                met.append((row, department))
        for row, department in met:
            self._set(DEPARTMENTS, row, department, "departments", ("name", "short_name", "code", "phone"))
            self._number(DEPARTMENTS, row, department, "departments", "order")
            self._department_parent(row, department, paths)
        if not self.errors:
            self._paths(DEPARTMENTS, "departments", self.departments, met)
        self._codes(DEPARTMENTS, met, "departments", lambda one: (one.unit_id, one.code) if one.code else "")
        self._siblings(met)

    def _department_parent(self, row: dict[str, Any], department: Department, paths: Paths) -> None:
        if "parent" not in row:
            return
        above = split_path(row["parent"])
        parent = paths.find(department.unit_id, above) if above else None
        if above and parent is None:
            self.wrong(DEPARTMENTS, row, _("There is no department “%s” to stand under.") % row["parent"])
        elif department.parent_id != (parent.pk if parent else None):
            department.parent = parent
            self.changes.change("departments", department)

    def _siblings(self, met: list[tuple[dict[str, Any], Department]]) -> None:
        places = {one.pk: (one.unit_id, one.parent_id, one.name) for one in self.departments.values()}
        count: dict[Any, int] = {}
        for place in places.values():
            count[place] = count.get(place, 0) + 1
        for row, department in met:
            if count[places[department.pk]] > 1:
                self.wrong(
                    DEPARTMENTS, row, _("There are two departments called “%s” at the same place.") % department.name
                )

    def department_at(self, unit: UUID, path: str) -> Department | None:
        """The department of a path as written in the file."""
        if not hasattr(self, "_final"):
            self._final = Paths(self.departments)
        return self._final.find(unit, split_path(path))

    # ------------------------------------------------------------ posts, levels

    def _posts(self) -> None:
        taken = _Once(self, POSTS)
        met = []
        for row in self.rows.get("posts", []):
            unit = self.units.named(row["unit"])
            if unit is None:
                self.wrong(POSTS, row, _("There is no unit “%s”.") % row["unit"])
                continue
            post = self.posts.find(row.get("id"), (unit.pk, row["name"]), None)
            if post is not None and post.unit_id != unit.pk:
                self.wrong(POSTS, row, _("The post “%s” belongs to another unit.") % row["name"])
                continue
            if post is None:
                post = Post(unit=unit, name=row["name"])
                self.changes.add("posts", post)
                self.posts.put(post)
            if not taken.first(row, post.pk, (unit.pk, row["name"])):
                continue
            met.append((row, post))
            self._set(POSTS, row, post, "posts", ("name", "code", "note"))
            self._number(POSTS, row, post, "posts", "order")
            if row.get("kind"):
                if row["kind"] not in KINDS:
                    self.wrong(POSTS, row, _("The kind is one of %s.") % "、".join(KINDS))
                elif post.kind != KINDS[row["kind"]]:
                    post.kind = KINDS[row["kind"]]
                    self.changes.change("posts", post)
        self.posts.again()

    def _levels(self) -> None:
        taken = _Once(self, LEVELS)
        rows = self.rows.get("levels", [])
        ranks = {one.rank: one.pk for one in self.levels.by_id.values() if one.unit_id is None}
        for row in sorted(rows, key=lambda one: bool(one.get("unit"))):
            unit = self.units.named(row["unit"]) if row.get("unit") else None
            if row.get("unit") and unit is None:
                self.wrong(LEVELS, row, _("There is no unit “%s”.") % row["unit"])
                continue
            key = (unit.pk if unit else None, row["name"])
            level = self.levels.find(row.get("id"), key, None)
            if level is None:
                level = Level(unit=unit, name=row["name"], rank=0)
                self.changes.add("levels", level)
                self.levels.put(level)
            if not taken.first(row, level.pk, key):
                continue
            self._set(LEVELS, row, level, "levels", ("name", "code"))
            if unit is None:
                self._number(LEVELS, row, level, "levels", "rank")
                if level.rank < 1:
                    self.wrong(LEVELS, row, _("“级别序号” is a number from 1, the highest."))
                elif ranks.setdefault(level.rank, level.pk) != level.pk:
                    self.wrong(LEVELS, row, _("Another level of the group has the rank %d.") % level.rank)
            else:
                self._map_level(row, level)
        self.levels.again()

    def _map_level(self, row: dict[str, Any], level: Level) -> None:
        above = self.levels.named((None, row.get("group_level", ""))) if row.get("group_level") else level.group_level
        if above is None:
            self.wrong(LEVELS, row, _("Say in “对应集团级别” which level of the group this one stands for."))
        elif level.group_level_id != above.pk or level.rank != above.rank:
            level.group_level, level.rank = above, above.rank
            self.changes.change("levels", level)

    # ------------------------------------------------------------ shared

    def _set(self, sheet: Sheet, row: dict[str, Any], thing: Any, noun: str, names: Iterable[str]) -> None:
        """Take texts over. A column that the file lacks changes nothing."""
        for name in names:
            if name in row and getattr(thing, name) != row[name]:
                setattr(thing, name, row[name])
                self.changes.change(noun, thing)
        self.check(sheet, row, thing, names)

    def check(self, sheet: Sheet, row: dict[str, Any], thing: Any, names: Iterable[str]) -> None:
        """Have the model's own rules look at some fields."""
        wanted = set(names)
        try:
            thing.clean_fields(exclude={one.name for one in thing._meta.fields if one.name not in wanted})
        except ValidationError as problem:
            for name, words in problem.message_dict.items():
                heading = next((one.heading for one in sheet.columns if one.name == name), name)
                self.wrong(sheet, row, f"“{heading}”：{' '.join(words)}")

    def _number(self, sheet: Sheet, row: dict[str, Any], thing: Any, noun: str, name: str) -> None:
        text = row.get(name, "")
        if not text:
            return
        if not text.isdecimal() or int(text) > 30_000:
            heading = next(one.heading for one in sheet.columns if one.name == name)
            self.wrong(sheet, row, _("“%s” is a whole number.") % heading)
        elif getattr(thing, name) != int(text):
            setattr(thing, name, int(text))
            self.changes.change(noun, thing)

    def _codes(self, sheet: Sheet, met: list[tuple[dict[str, Any], Any]], noun: str, key: Any) -> None:
        """Every code once, the file's and the organisation's together."""
        everything = self.units.by_id if noun == "units" else self.departments
        count: dict[Any, int] = {}
        for one in everything.values():
            count[key(one)] = count.get(key(one), 0) + 1
        for row, thing in met:
            if thing.code and count[key(thing)] > 1:
                self.wrong(sheet, row, _("The code “%s” is used twice.") % thing.code)

    def _paths(self, sheet: Sheet, noun: str, nodes: dict[UUID, Any], met: list[tuple[dict[str, Any], Any]]) -> None:
        """Work out the paths anew, parents first; a cycle is an error at its rows."""
        parents = {str(one.pk): str(one.parent_id) if one.parent_id else None for one in nodes.values()}
        try:
            order = trees.ordered(parents)
        except ValueError as cycle:
            inside = set(str(cycle).split(" → "))
            for row, thing in met:
                if str(thing.pk) in inside:
                    names = " → ".join(nodes[UUID(key)].name for key in str(cycle).split(" → "))
                    self.wrong(sheet, row, _("These stand under each other in a circle: %s.") % names)
            return
        for key in order:
            node = nodes[UUID(key)]
            above = nodes.get(node.parent_id) if node.parent_id else None
            path = trees.path_of(node.pk, above.path if above else "")
            if node.path != path:
                node.path = path
                self.changes.change(noun, node)
        for row, thing in met:
            if trees.depth_of(thing.path) > trees.MAX_DEPTH:
                self.wrong(sheet, row, _("This would be deeper than %(depth)d levels.") % {"depth": trees.MAX_DEPTH})
        rank = {key: number for number, key in enumerate(order)}
        self.changes.new.get(noun, []).sort(key=lambda one: rank[str(one.pk)])


class Index:
    """Rows by id, by name and by code; names as they are after the file's own changes once `again` has run."""

    def __init__(self, rows: Iterable[Any], name: Any, code: Any = None) -> None:
        self.by_id: dict[UUID, Any] = {one.pk: one for one in rows}
        self._name, self._code = name, code
        self.again()

    def again(self) -> None:
        """Read names and codes anew."""
        self.by_name = {self._name(one): one for one in self.by_id.values()}
        self.by_code = {self._code(one): one for one in self.by_id.values() if self._code(one)} if self._code else {}

    def find(self, key: Any, name: Any, code: Any) -> Any:
        """By id, else by code, else by name; a new row found so by name later is remembered by `put`."""
        return self.by_id.get(_uuid(key)) or (self.by_code.get(code) if code else None) or self.by_name.get(name)

    def named(self, name: Any) -> Any:
        """By name alone."""
        return self.by_name.get(name)

    def put(self, row: Any) -> None:
        """Know a new row."""
        self.by_id[row.pk] = row
        self.by_name[self._name(row)] = row


class Paths:
    """Departments by unit and the names from the top."""

    def __init__(self, departments: Mapping[UUID, Department]) -> None:
        self._by_path: dict[tuple[UUID, tuple[str, ...]], Department] = {}
        for one in departments.values():
            names, node, steps = [one.name], one, 0
            while node.parent_id and node.parent_id in departments and steps < trees.MAX_DEPTH:
                node, steps = departments[node.parent_id], steps + 1
                names.append(node.name)
            self._by_path[one.unit_id, tuple(reversed(names))] = one

    def find(self, unit: UUID, path: Iterable[str]) -> Department | None:
        """The department at a path."""
        return self._by_path.get((unit, tuple(path)))

    def put(self, unit: UUID, path: Iterable[str], department: Department) -> None:
        """Know a department by a path, too."""
        self._by_path[unit, tuple(path)] = department


class _Once:
    """Says when a second row means the same thing."""

    def __init__(self, plan: Plan, sheet: Sheet) -> None:
        self._plan, self._sheet = plan, sheet
        self._rows: dict[Any, int] = {}

    def first(self, row: dict[str, Any], *keys: Any) -> bool:
        """Whether none of the keys has been met; else the row is noted as an error."""
        for key in keys:
            if key in self._rows:
                self._plan.wrong(self._sheet, row, _("This is the same as row %d.") % self._rows[key])
                return False
        self._rows.update(dict.fromkeys(keys, row["row"]))
        return True


def _uuid(text: Any) -> UUID:
    """The id in a cell; the nil one, which nothing has, where there is none."""
    try:
        return UUID(str(text)) if text else _NIL
    except ValueError:
        return _NIL


def _full_path(row: Mapping[str, Any]) -> list[str]:
    return [*split_path(row.get("parent", "")), row["name"]]
