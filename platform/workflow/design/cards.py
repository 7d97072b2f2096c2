"""What stands on the cards of a drawing: who works there, how they decide, until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow import rules
from workflow.models import Process
from workflow.plan import Deadline, Node, Step
from workflow.plan.settings import read

#: The rules of handlers, as they are offered.
RULES: dict[str, Any] = {
    "people": gettext_lazy("Named people"),
    "head_of_department": gettext_lazy("Head of a department"),
    "head_of_unit": gettext_lazy("Head of the unit"),
    "post": gettext_lazy("Holders of a post"),
    "role": gettext_lazy("Holders of a role"),
    "group": gettext_lazy("Members of a group"),
    "department": gettext_lazy("Everybody of a department"),
    "level": gettext_lazy("Everybody of a level"),
    "chosen": gettext_lazy("Whoever the sender or the handler before chooses"),
    "field": gettext_lazy("People named in a field"),
    "starter": gettext_lazy("The sender"),
    "previous": gettext_lazy("The handlers of the step before"),
    "managers": gettext_lazy("Whoever looks after this process"),
}
_MACHINES = ("wait", "sub", "auto", "end")


def summaries(source: Mapping[str, Any]) -> dict[str, str]:
    """The line of each card by its key, also for drawings with faults. A query for each kind of thing that is named."""
    raw = {str(one.get("key") or ""): one for one in every_step(source)}
    steps = [_step(key, one) for key, one in raw.items() if one.get("kind") in ("approve", "handle", "cc")]
    said = rules.in_words(steps)
    for step in steps:
        parts = [said.get(step.key, ""), _vote(step, raw[step.key]), _deadline(step.deadline)]
        said[step.key] = " · ".join(part for part in parts if part)
    processes = {
        str(one[name]) for one in raw.values() for name in ("process", "start") if isinstance(one.get(name), str)
    }
    names = dict(Process.objects.filter(key__in=processes).values_list("key", "name")) if processes else {}
    titles = {key: str(one.get("name") or "") for key, one in raw.items()}
    for key, one in raw.items():
        if one.get("kind") in (*_MACHINES, "again"):
            said[key] = _machine(one, names, titles)
    return said


def every_step(source: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All steps of a drawing however deep, the start first; what is none is left out."""
    if isinstance(source.get("start"), Mapping):
        yield source["start"]
    waiting = [source.get("steps")]
    while waiting:
        for step in _mappings(waiting.pop()):
            yield step
            waiting += [branch.get("steps") for branch in _mappings(step.get("branches"))]


def _step(key: str, raw: Mapping[str, Any]) -> Step:
    settings = {name: value for name, value in raw.items() if name not in ("key", "kind", "name", "rejected")}
    found = read(Node(key, str(raw["kind"]), str(raw.get("name") or ""), settings), [])
    return Step(key=key, kind=str(raw["kind"]), name=str(raw.get("name") or ""), path=(), ways=(), **found)


def _vote(step: Step, raw: Mapping[str, Any]) -> str:
    return rules.vote_in_words(step.vote) if raw.get("vote") and step.kind != "cc" else ""


def _deadline(given: Deadline | None) -> str:
    return _("within %(span)s") % {"span": _span(given.days, given.hours)} if given else ""


def _span(days: Any, hours: Any) -> str:
    parts = []
    if days:
        parts.append(ngettext("%(n)s working day", "%(n)s working days", int(days)) % {"n": days})
    if hours:
        parts.append(ngettext("%(n)s working hour", "%(n)s working hours", int(hours)) % {"n": f"{float(hours):g}"})
    return " ".join(parts)


def _machine(step: Mapping[str, Any], names: Mapping[str, str], titles: Mapping[str, str]) -> str:
    match step["kind"]:
        case "wait":
            try:
                return _span(step.get("days"), step.get("hours"))
            except (TypeError, ValueError):
                return ""
        case "sub":
            return names.get(str(step.get("process") or ""), "")
        case "again":
            to = str(step.get("to") or "")
            return _("back to “%(step)s”") % {"step": titles.get(to) or to} if to else ""
        case "end":
            return _("The matter is rejected") if step.get("outcome") == "rejected" else ""
    parts = []
    if isinstance(step.get("set"), Mapping) and step["set"]:
        parts.append(_("sets %(names)s") % {"names": ", ".join(map(str, step["set"]))})
    if step.get("tell"):
        parts.append(_("tells other systems “%(word)s”") % {"word": step["tell"]})
    return " · ".join(parts)


def _mappings(given: Any) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
