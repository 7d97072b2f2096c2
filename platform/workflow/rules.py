"""The rules of handlers in the words of people: "Head of the sender's department", with the names of what they point at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organization import queries
from workflow.plan import Handler, Step, VoteRule

_NAMED = ("post", "role", "group", "department", "level")
_PLAIN: dict[str, Any] = {
    "starter": gettext_lazy("The sender"),
    "managers": gettext_lazy("Whoever looks after this process"),
    "previous": gettext_lazy("Whoever handled the step before"),
    "chosen": gettext_lazy("Whoever is chosen along the way"),
}
_VOTES: dict[str, Any] = {
    "any": gettext_lazy("One voice decides"),
    "all": gettext_lazy("All must agree"),
    "ratio": gettext_lazy("%(num)s of %(den)s must agree"),
    "weighted": gettext_lazy("%(num)s of %(den)s of the weights must agree"),
    "number": gettext_lazy("%(need)s must agree"),
}


def in_words(steps: Iterable[Step]) -> dict[str, str]:
    """The rule of each step where somebody works or is told, by its key. One query for each kind of thing that is named."""
    handled = [one for one in steps if one.kind == "start" or one.handler is not None]
    names = _names(one.handler for one in handled if one.handler)
    return {one.key: _rule(one.handler, names) if one.handler else str(_PLAIN["starter"]) for one in handled}


def vote_in_words(rule: VoteRule) -> str:
    """How a step with several handlers is decided."""
    said = str(_VOTES[rule.mode]) % {"num": rule.num, "den": rule.den, "need": rule.need}
    return _("%(how)s, one after the other") % {"how": said} if rule.order == "serial" else said


def _names(handlers: Iterable[Handler]) -> Mapping[str, str]:
    wanted: set[str] = set()
    roles: set[str] = set()
    for handler in handlers:
        for kind in ("people", *_NAMED):
            given = handler.params.get(kind)
            keys = [str(one) for one in (given if isinstance(given, list) else [given]) if one]
            roles.update(keys if kind == "role" else ())
            wanted.update(f"{'person' if kind == 'people' else kind}:{key}" for key in keys if kind != "role")
        where = str(handler.params.get("where") or "")
        wanted.update({where} if where.startswith("department:") else ())
    found = queries.labels(wanted)
    named = queries.roles_named(f"role:{key}" for key in sorted(roles)).values_list("pk", "name") if roles else ()
    return found | {f"role:{key}": name for key, name in named}


def _rule(handler: Handler, names: Mapping[str, str]) -> str:
    params = handler.params
    whose = _("the previous handler's") if params.get("of") == "previous" else _("the sender's")
    match handler.rule:
        case "people":
            said = _("Named: %(names)s") % {"names": _listed("person", params.get("people"), names)}
        case "field":
            said = _("The people in the field “%(name)s”") % {"name": params.get("field")}
        case "head_of_department":
            levels = int(params.get("levels") or 0)
            said = _("Head of %(whose)s department") % {"whose": whose}
            if levels:
                said = _("Head of the department %(levels)s above %(whose)s") % {"levels": levels, "whose": whose}
        case "head_of_unit":
            said = _("Head of %(whose)s unit") % {"whose": whose}
        case "post":
            said = _post(params, whose, names)
        case "role" | "group" | "department" | "level" as rule:
            words = {
                "role": _("Whoever has the role %(names)s"),
                "group": _("Members of the group %(names)s"),
                "department": _("Everybody in %(names)s"),
                "level": _("Everybody of the level %(names)s"),
            }[rule]
            said = words % {"names": _listed(rule, params.get(rule), names)}
        case rule:
            said = str(_PLAIN[rule])
    return _("%(who)s; one of them takes the task") % {"who": said} if handler.pool else said


def _post(params: Mapping[str, Any], whose: str, names: Mapping[str, str]) -> str:
    post, where = _listed("post", params.get("post"), names), str(params.get("where") or "unit")
    if where == "department":
        return _("Holders of the post %(post)s in %(whose)s department") % {"post": post, "whose": whose}
    if where.startswith("department:"):
        return _("Holders of the post %(post)s in %(where)s") % {"post": post, "where": names.get(where, "—")}
    if where == "unit":
        return _("Holders of the post %(post)s in %(whose)s unit") % {"post": post, "whose": whose}
    return _("All holders of the post %(post)s") % {"post": post}


def _listed(kind: str, given: Any, names: Mapping[str, str]) -> str:
    keys = given if isinstance(given, list) else [given]
    return "、".join(names.get(f"{kind}:{key}", "—") for key in keys if key)
