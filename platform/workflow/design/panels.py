"""The panel's form: a step's settings as fields, and back. What the form does not show, a step keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from workflow.conditions import Feel
from workflow.design import sections
from workflow.design.sections import BRANCHES, HUMAN, Asked, Part, buttons
from workflow.plan.conditions import BadCondition


@dataclass(frozen=True)
class Line:
    """A field of the panel, with the choice that it belongs to; empty: always there."""

    bound: Any
    when: str = ""


@dataclass(frozen=True)
class Section:
    """Fields under a title; those after the first begin folded."""

    title: Any
    lines: list[Line]
    is_open: bool = False
    in_pairs: bool = False


class PanelForm(forms.Form):
    """The form of one step or branch. `settings()` is what it makes of it."""

    asked = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, asked: Asked, actor: Actor, data: Any = None) -> None:
        super().__init__(data, initial={"asked": asked.as_json()}, auto_id="panel_%s")
        self.about = asked
        self.parts = _parts(asked, actor)
        for part in self.parts:
            for name, one, value, _when in part.fields:
                self.fields[name], self.initial[name] = one, value

    def sections(self) -> list[Section]:
        """The fields under their titles."""
        return [
            Section(
                part.title,
                [Line(self[name], when) for name, _one, _value, when in part.fields],
                number == 0 or (self.is_bound and any(name in self.errors for name, *_rest in part.fields)),
                part.in_pairs,
            )
            for number, part in enumerate(self.parts)
        ]

    # ------------------------------------------------------------------ what comes of it

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("taken") == "when" and data.get("when", "").strip():
            try:
                Feel(self.about.readable).compile(data["when"])
            except BadCondition as bad:
                self.add_error("when", str(bad))
        if data.get("mode") in ("ratio", "weighted") and (data.get("num") or 1) > (data.get("den") or 1):
            self.add_error("num", _("That is more than there are."))
        names = [data.get(f"field_{number}", "").strip() for number in range(self._count())]
        for number, name in enumerate(names):
            if name and name in names[:number]:
                self.add_error(f"field_{number}", _("There is a value of this name already."))
        return data

    def settings(self) -> dict[str, Any]:
        """The step or branch as filled in; of the start also its "fields". Only for a valid form."""
        data, kind = self.cleaned_data, self.about.kind
        found = {name: value for name, value in self.about.step.items() if name not in self._managed()}
        put = _Putting(found)
        put("name", data["name"].strip())
        if kind in BRANCHES:
            if kind != "parallel-branch":
                put("otherwise", data["taken"] == "otherwise")
                put("when", data["when"].strip() if data["taken"] == "when" else "")
            return found
        put("note", data.get("note", "").strip())
        if "rule" in data:
            put("handler", self._handler_of(data))
        if "mode" in data:
            put("vote", self._vote_of(data))
            put("rejected", data["rejected"] if data["on_fail"] == "branch" else "")
        if "then" in data:
            span = _without_nothing({"days": data["days"] or 0, "hours": data["hours"] or 0})
            put("deadline", {**span, "then": data["then"]} if span else None)
        if "may" in data:
            put("rights", self._rights_of(data))
        for name, usual in (("empty", "block"), ("same", "consecutive"), ("own", "self")):
            if name in data:
                put(name, data[name] if data[name] != usual else "")
        for name in ("to", "process", "values", "set", "tell", "all"):
            if name in data:
                put(name, data[name])
        if kind == "wait":
            put("days", data["days"])
            put("hours", data["hours"])
        if kind == "end":
            put("outcome", data["outcome"] if data["outcome"] != "approved" else "")
        if kind == "start":
            found["fields"] = {
                name: data[f"type_{number}"]
                for number in range(self._count())
                if (name := data[f"field_{number}"].strip())
            }
        return found

    def _count(self) -> int:
        return sum(name.startswith("field_") for name in self.fields)

    def _managed(self) -> set[str]:
        return {
            "name", "note", "when", "otherwise", "handler", "vote", "rejected", "deadline", "rights", "empty", "same", "own",
            "to", "process", "values", "set", "tell", "all", "days", "hours", "outcome",
        }  # fmt: skip

    def _handler_of(self, data: Mapping[str, Any]) -> dict[str, Any] | None:
        rule = data["rule"]
        if not rule:
            return None
        found: dict[str, Any] = {"rule": rule}
        if rule == "people":
            found["people"] = [str(one) for one in data["people"]]
        elif rule in ("post", "group", "department", "level", "role", "field"):
            found[rule] = str(data[rule] or "")
        if rule == "post":
            place = data["where_department"]
            where = f"department:{place}" if data["where"] == "chosen" and place else data["where"]
            found |= {"where": where} if where not in ("unit", "", "chosen") else {}
        if rule in ("head_of_department", "head_of_unit") and data["leads"] not in ("", "head"):
            found["kind"] = data["leads"]
        if rule in ("head_of_department", "head_of_unit", "post") and data["of"] == "previous":
            found["of"] = "previous"
        if rule == "head_of_department" and data["levels"]:
            found["levels"] = data["levels"]
        if data.get("pool"):
            found["pool"] = True
        return found

    def _vote_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        usual = {"mode": "all", "order": "parallel", "abstain": "reduce", "on_fail": "end"}
        found = {name: data[name] for name, value in usual.items() if data[name] != value}
        if data["mode"] in ("ratio", "weighted"):
            found |= {"num": data["num"] or 1, "den": data["den"] or 1}
        if data["mode"] == "number":
            found["need"] = data["need"] or 1
        if data["veto"]:
            found["veto"] = ["all"]
        if data["wait_for_all"]:
            found["wait_for_all"] = True
        if data["mode"] == "weighted":
            found["weights"] = {
                name.removeprefix("weight_"): value or 1 for name, value in data.items() if name.startswith("weight_")
            }
        return found

    def _rights_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        before = self.about.step.get("rights") or {}
        known = {name for name, _label in buttons(self.about)} | {"return_to", "opinion", "edit_body", "seal"}
        found = {k: v for k, v in before.items() if k not in known} if isinstance(before, Mapping) else {}
        found |= {name: False for name, _label in buttons(self.about) if name not in data["may"]}
        found |= _without_nothing({name: data[name] for name in ("return_to", "opinion", "edit_body", "seal")})
        return found


class _Putting:
    """Sets what says something and leaves out what is empty, so that equal drawings are equal."""

    def __init__(self, into: dict[str, Any]) -> None:
        self.into = into

    def __call__(self, name: str, value: Any) -> None:
        if value not in (None, "", False, {}, [], 0):
            self.into[name] = value


def _without_nothing(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in (None, "", False, {}, [], 0)}


def _parts(asked: Asked, actor: Actor) -> list[Part]:
    kind = asked.kind
    if kind in BRANCHES:
        return [sections.branch(asked)]
    found = [sections.named(asked)]
    if kind in ("approve", "handle", "cc"):
        found.append(sections.handler(asked, actor))
    if kind in ("approve", "handle"):
        found += [sections.vote(asked, actor), sections.deadline(asked)]
    if kind == "start":
        found.append(sections.values(asked))
    if kind in HUMAN:
        found.append(sections.rights(asked))
    if kind in ("approve", "handle"):
        found.append(sections.special(asked))
    if kind in ("wait", "sub", "auto", "again", "end"):
        found.append(sections.machine(asked))
    return found
