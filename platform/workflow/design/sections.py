"""The fields of the panel, part by part, with what the step says now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from organization.forms import pick
from organization.models import DepartmentHead
from organization.picking import resolver
from organization.queries import roles_visible_to
from workflow.conditions import STARTER
from workflow.design.cards import RULES
from workflow.models import Process

TYPES = (
    ("number", _("Number")), ("string", _("Text")), ("boolean", _("Yes or no")), ("date", _("Date")),
    ("date and time", _("Date and time")), ("list<string>", _("Several texts")),
)  # fmt: skip
#: Kinds of values that can say who handles a step.
NAMING = ("string", "list<string>", "person", "list<person>")
VOTES = (
    ("any", _("One of them is enough")), ("all", _("All must agree")), ("ratio", _("A share of them must agree")),
    ("number", _("A number of them must agree")), ("weighted", _("A share of their weights must agree")),
)  # fmt: skip
HUMAN = ("start", "approve", "handle")
BRANCHES = ("condition-branch", "inclusive-branch", "parallel-branch")
BLANK_FIELDS = 3


@dataclass(frozen=True)
class Asked:
    """What the panel is to show: a step or branch, the steps one can return to, and the values conditions may read:
    `fields` that the drawing declares, and `given` by the form of the process.
    """

    kind: str
    step: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[tuple[str, str], ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def readable(self) -> dict[str, str]:
        """All that conditions and rules for handlers may read."""
        return {**self.fields, **self.given}

    @classmethod
    def of(cls, data: Any) -> Asked:
        """Read a request. Raises TypeError for anything that no designer sends."""
        if not isinstance(data, Mapping) or not isinstance(data.get("step"), Mapping):
            raise TypeError("no step")
        before, fields, given = data.get("before") or [], data.get("fields") or {}, data.get("given") or {}
        if not isinstance(before, list) or not isinstance(fields, Mapping) or not isinstance(given, Mapping):
            raise TypeError("no step")
        rows = tuple((str(one["key"]), str(one["name"])) for one in before if isinstance(one, Mapping) and "key" in one)
        declared, of_form = ({str(k): str(v) for k, v in one.items()} for one in (fields, given))
        return cls(str(data.get("kind") or ""), dict(data["step"]), rows, declared, of_form)

    def as_json(self) -> str:
        """The same to be sent along with the form."""
        before = [{"key": key, "name": name} for key, name in self.before]
        said = {"kind": self.kind, "step": self.step, "before": before, "fields": self.fields, "given": self.given}
        return json.dumps(said, ensure_ascii=False)


#: The name of a field, the field, what it says now, and the choice that it belongs to ("rule=people|post"; empty: none).
Field = tuple[str, forms.Field, Any, str]


@dataclass(frozen=True)
class Part:
    """Fields that belong together, under a title."""

    title: Any
    fields: list[Field]
    in_pairs: bool = False


def named(asked: Asked) -> Part:
    """The name, and a word to whoever works there."""
    step = asked.step
    parts: list[tuple[str, forms.Field, Any, str]] = [
        ("name", forms.CharField(label=_("Name"), max_length=100, required=False), step.get("name", ""), "")
    ]
    if asked.kind in ("approve", "handle", "start"):
        note = forms.CharField(
            label=_("A word to whoever works here"), max_length=300, required=False, widget=forms.Textarea
        )
        parts.append(("note", note, step.get("note", ""), ""))
    return Part(_("Step"), parts)


def branch(asked: Asked) -> Part:
    """When a branch is taken."""
    step = asked.step
    parts: list[tuple[str, forms.Field, Any, str]] = [
        ("name", forms.CharField(label=_("Name"), max_length=100, required=False), step.get("name", ""), "")
    ]
    if asked.kind != "parallel-branch":
        kind = forms.ChoiceField(
            label=_("When this branch is taken"),
            choices=[("when", _("If a condition holds")), ("otherwise", _("In all other cases"))],
            widget=forms.RadioSelect,
        )
        parts.append(("taken", kind, "otherwise" if step.get("otherwise") else "when", ""))
        when = forms.CharField(
            label=_("Condition"), max_length=4000, required=False,
            widget=forms.Textarea(attrs={"data-condition": "", "data-fields": _readable(asked), "spellcheck": "false", "rows": 2}),
            help_text=_("Such as: amount > 5000 and kind = \"travel\""),
        )  # fmt: skip
        parts.append(("when", when, step.get("when", ""), "taken=when"))
    return Part(_("Branch"), parts)


def _readable(asked: Asked) -> str:
    # What the process or its form names comes first: it is what conditions mostly ask.
    return json.dumps(
        {**asked.readable, **{name: kind for name, kind in STARTER.items() if name not in asked.readable}}
    )


def handler(asked: Asked, actor: Actor) -> Part:
    """Who works at a step."""
    given = asked.step.get("handler") or {}
    given = given if isinstance(given, Mapping) else {}
    where = str(given.get("where") or "unit")
    people = [(name, name) for name, kind in asked.readable.items() if kind in NAMING]
    roles = [(str(one.pk), one.name) for one in roles_visible_to(actor)]
    return Part(_("Who works here"), [
        ("rule", forms.ChoiceField(label=_("Handled by"), required=False, choices=[("", _("Not yet chosen")), *RULES.items()]),
         given.get("rule", ""), ""),
        ("people", pick("person", actor, _("People"), multiple=True), given.get("people"), "rule=people"),
        ("post", pick("post", actor, _("Post")), given.get("post"), "rule=post"),
        ("where", forms.ChoiceField(label=_("Where"), required=False, choices=[
            ("unit", _("In the sender's unit")), ("department", _("In the sender's department")),
            ("chosen", _("In a department to be named")), ("anywhere", _("Anywhere"))]),
         "chosen" if where.startswith("department:") else where, "rule=post"),
        ("where_department", pick("department", actor, _("That department")),
         where.partition(":")[2] or None, "where=chosen"),
        ("role", forms.ChoiceField(label=_("Role"), required=False, choices=[("", "—"), *roles]), _first(given.get("role")),
         "rule=role"),
        ("group", pick("group", actor, _("Group")), _first(given.get("group")), "rule=group"),
        ("department", pick("department", actor, _("Department")), _first(given.get("department")),
         "rule=department"),
        ("level", pick("level", actor, _("Level")), _first(given.get("level")), "rule=level"),
        ("leads", forms.ChoiceField(label=_("Who leads"), required=False, choices=DepartmentHead.Kind.choices),
         given.get("kind", "head"), "rule=head_of_department|head_of_unit"),
        ("of", forms.ChoiceField(label=_("Whose"), required=False, choices=[
            ("starter", _("The sender's")), ("previous", _("The handler's before"))]),
         given.get("of", "starter"), "rule=head_of_department|head_of_unit|post"),
        ("levels", forms.IntegerField(label=_("Levels up"), min_value=0, max_value=20, required=False,
         help_text=_("0: the own department; 1: the one above. Where nobody leads, the next one above.")),
         given.get("levels", 0), "rule=head_of_department"),
        ("field", forms.ChoiceField(label=_("Field"), required=False, choices=[("", "—"), *people]), given.get("field", ""),
         "rule=field"),
        *([] if asked.kind == "cc" else [
            ("pool", forms.BooleanField(label=_("All of them see it, and whoever takes it does it"), required=False),
             bool(given.get("pool")), "")]),
    ])  # fmt: skip


def weighed(asked: Asked) -> list[UUID]:
    """The people of a step who can be given weights: those that it names."""
    given = asked.step.get("handler")
    people = given.get("people") if isinstance(given, Mapping) and given.get("rule") == "people" else None
    found = []
    for one in people if isinstance(people, list) else []:
        with suppress(ValueError):
            found.append(UUID(str(one)))
    return found


def vote(asked: Asked, actor: Actor) -> Part:
    """How several decide."""
    given = asked.step.get("vote") or {}
    given = given if isinstance(given, Mapping) else {}
    weights = given.get("weights") or {}
    keys = weighed(asked)
    names = resolver("person", actor)(keys) if keys else {}
    each: list[Field] = [
        (f"weight_{key}", forms.IntegerField(label=_("Weight of %(name)s") % {"name": names.get(key, key)}, min_value=1,
         max_value=1000, required=False), weights.get(str(key), 1), "mode=weighted")
        for key in keys
    ]  # fmt: skip
    return Part(_("How they decide"), [
        ("mode", forms.ChoiceField(label=_("Several handlers"), choices=VOTES), given.get("mode", "all"), ""),
        ("num", forms.IntegerField(label=_("At least"), min_value=1, required=False), given.get("num", 1), "mode=ratio|weighted"),
        ("den", forms.IntegerField(label=_("Out of"), min_value=1, required=False), given.get("den", 1), "mode=ratio|weighted"),
        *each,
        ("need", forms.IntegerField(label=_("How many"), min_value=1, required=False), given.get("need", 1), "mode=number"),
        ("order", forms.ChoiceField(label=_("Order"), choices=[
            ("parallel", _("All at once")), ("serial", _("One after the other"))]), given.get("order", "parallel"), ""),
        ("veto", forms.BooleanField(label=_("A single no decides"), required=False), "all" in (given.get("veto") or ()), ""),
        ("wait_for_all", forms.BooleanField(label=_("Hear everybody, also once it is decided"), required=False),
         bool(given.get("wait_for_all")), ""),
        ("abstain", forms.ChoiceField(label=_("An abstention"), choices=[
            ("reduce", _("does not count")), ("against", _("counts as no")), ("agree", _("counts as yes"))]),
         given.get("abstain", "reduce"), ""),
        ("on_fail", forms.ChoiceField(label=_("When they do not agree"), choices=[
            ("end", _("The matter is rejected")), ("starter", _("Back to the sender")),
            ("previous", _("Back to the step before")), ("branch", _("Go on at another step"))]),
         given.get("on_fail", "end"), ""),
        ("rejected", forms.ChoiceField(label=_("That step"), required=False, choices=[("", "—"), *asked.before[1:]]),
         asked.step.get("rejected", ""), "on_fail=branch"),
    ])  # fmt: skip


def deadline(asked: Asked) -> Part:
    """Until when."""
    given = asked.step.get("deadline") or {}
    given = given if isinstance(given, Mapping) else {}
    return Part(_("Until when"), [
        ("days", forms.IntegerField(label=_("Working days"), min_value=0, max_value=1000, required=False),
         given.get("days") or None, ""),
        ("hours", forms.FloatField(label=_("Working hours"), min_value=0, max_value=10_000, required=False),
         given.get("hours") or None, ""),
        ("then", forms.ChoiceField(label=_("When that has passed"), choices=[
            ("remind", _("Remind")), ("agree", _("Agree by itself")), ("return", _("Return by itself")),
            ("superior", _("Pass on to the superior")), ("managers", _("Pass on to whoever looks after the process"))]),
         given.get("then", "remind"), ""),
    ])  # fmt: skip


def rights(asked: Asked) -> Part:
    """What they may do there."""
    given = asked.step.get("rights") or {}
    given = given if isinstance(given, Mapping) else {}
    may = [name for name, _label in buttons(asked) if given.get(name, True)]
    opinion = given.get("opinion")
    return Part(_("What they may do"), [
        ("may", forms.MultipleChoiceField(
            label=_("Buttons"), required=False, choices=buttons(asked), widget=forms.CheckboxSelectMultiple), may, ""),
        ("return_to", forms.MultipleChoiceField(
            label=_("Return only to"), required=False, choices=asked.before, widget=forms.CheckboxSelectMultiple,
            help_text=_("None chosen: to every step before.")), given.get("return_to") or [], ""),
        ("opinion", forms.ChoiceField(label=_("Opinion"), required=False, choices=[
            ("", _("If they wish")), ("required", _("Required")), ("none", _("None"))]),
         opinion if opinion in ("required", "none") else "", ""),
        ("edit_body", forms.BooleanField(label=_("May change the text"), required=False), bool(given.get("edit_body")), ""),
        ("seal", forms.BooleanField(label=_("Must seal"), required=False), bool(given.get("seal")), ""),
    ])  # fmt: skip


def buttons(asked: Asked) -> list[tuple[str, Any]]:
    """The buttons that a step of this kind may offer."""
    if asked.kind == "start":
        return [("cc", _("Send a copy")), ("circulate", _("Circulate"))]
    every = [
        ("disagree", _("Disagree")), ("abstain", _("Abstain")), ("return", _("Return")), ("add", _("Add signers")),
        ("ask", _("Ask for advice")), ("transfer", _("Pass on")), ("take_back", _("Take back")), ("cc", _("Send a copy")),
        ("circulate", _("Circulate")),
    ]  # fmt: skip
    return every[2:] if asked.kind == "handle" else every


def special(asked: Asked) -> Part:
    """What happens when nobody is found, and the like."""
    step = asked.step
    return Part(_("Special cases"), [
        ("empty", forms.ChoiceField(label=_("When nobody is found"), choices=[
            ("block", _("Stop and tell whoever looks after the process")), ("skip", _("Skip the step")),
            ("managers", _("Whoever looks after the process does it"))]), step.get("empty", "block"), ""),
        ("same", forms.ChoiceField(label=_("When somebody has agreed already"), choices=[
            ("consecutive", _("Agree by itself if it was the step before")), ("any", _("Agree by itself")),
            ("ask", _("Ask again"))]), step.get("same", "consecutive"), ""),
        ("own", forms.ChoiceField(label=_("When it is the sender's own matter"), choices=[
            ("self", _("They decide it themselves")), ("skip", _("Skip them")), ("superior", _("Their superior does"))]),
         step.get("own", "self"), ""),
    ])  # fmt: skip


def values(asked: Asked) -> Part:
    """The values that conditions may read."""
    rows = [*asked.fields.items(), *[("", "number")] * BLANK_FIELDS]
    parts: list[tuple[str, forms.Field, Any, str]] = []
    for number, (name, kind) in enumerate(rows):
        parts += [
            (f"field_{number}", forms.CharField(label=_("Value"), max_length=60, required=False), name, ""),
            (f"type_{number}", forms.ChoiceField(label=_("Kind"), choices=TYPES), kind, ""),
        ]
    return Part(_("Values that conditions may read"), parts, in_pairs=True)


def machine(asked: Asked) -> Part:
    """What steps without people need. Raises KeyError for other kinds."""
    return {"wait": _wait, "sub": _sub, "auto": _auto, "again": _again, "end": _end}[asked.kind](asked)


def _wait(asked: Asked) -> Part:
    step = asked.step
    return Part(_("How long"), [
        ("days", forms.IntegerField(label=_("Working days"), min_value=0, max_value=1000, required=False),
         step.get("days") or None, ""),
        ("hours", forms.FloatField(label=_("Working hours"), min_value=0, max_value=10_000, required=False),
         step.get("hours") or None, ""),
    ])  # fmt: skip


def _sub(asked: Asked) -> Part:
    step = asked.step
    choice = [("", "—"), *Process.objects.order_by("name").values_list("key", "name")]
    return Part(_("Which process"), [
        ("process", forms.ChoiceField(label=_("Process"), required=False, choices=choice), step.get("process", ""), ""),
        ("values", Pairs(label=_("Values that it is given"), help_text=_("One a line: its name = the name here")),
         Pairs.text(step.get("values")), ""),
    ])  # fmt: skip


def _auto(asked: Asked) -> Part:
    step = asked.step
    return Part(_("What happens by itself"), [
        ("set", Pairs(label=_("Values to set"), help_text=_("One a line: name = value"), of_json=True),
         Pairs.text(step.get("set"), of_json=True), ""),
        ("tell", forms.CharField(label=_("Tell other systems"), max_length=200, required=False,
         help_text=_("The word that webhooks receive.")), step.get("tell", ""), ""),
    ])  # fmt: skip


def _again(asked: Asked) -> Part:
    step = asked.step
    return Part(_("Back to"), [
        ("to", forms.ChoiceField(label=_("Step"), required=False, choices=[("", "—"), *asked.before[1:]]),
         step.get("to", ""), ""),
    ])  # fmt: skip


def _end(asked: Asked) -> Part:
    step = asked.step
    return Part(_("How it ends"), [
        ("outcome", forms.ChoiceField(label=_("Result"), choices=[
            ("approved", _("Approved")), ("rejected", _("Rejected"))]), step.get("outcome", "approved"), ""),
        ("all", forms.BooleanField(label=_("Ends the other branches too"), required=False),
         bool(step.get("all")), ""),
    ])  # fmt: skip


class Pairs(forms.CharField):
    """Lines of "name = value"; a mapping. With `of_json` a value that reads as JSON is what it says."""

    def __init__(self, *, of_json: bool = False, **options: Any) -> None:
        super().__init__(required=False, max_length=4000, widget=forms.Textarea, **options)
        self.of_json = of_json

    def clean(self, value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line in (super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            name, sign, text = line.partition("=")
            if not sign or not name.strip():
                raise forms.ValidationError(
                    _("“%(line)s” is no line of the form name = value."), params={"line": line.strip()[:60]}
                )
            found[name.strip()] = _json_or_text(text.strip()) if self.of_json else text.strip()
        return found

    @staticmethod
    def text(given: Any, *, of_json: bool = False) -> str:
        """A mapping as lines."""
        pairs = given.items() if isinstance(given, Mapping) else ()
        return "\n".join(
            f"{name} = {value if isinstance(value, str) or not of_json else json.dumps(value, ensure_ascii=False)}"
            for name, value in pairs
        )


def _first(given: Any) -> Any:
    return (list(given) or [None])[0] if isinstance(given, list | tuple) else given


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
