"""The settings of nodes: read, checked, and made into the plan's own types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.plan.faults import Fault
from workflow.plan.graph import Node
from workflow.plan.model import Deadline, Handler, VoteRule

#: Every rule that finds handlers, with the parameters it must have.
RULES: dict[str, tuple[str, ...]] = {
    "people": ("people",),
    "starter": (),
    "previous": (),
    "chosen": (),
    "head_of_department": (),
    "head_of_unit": (),
    "post": ("post",),
    "role": ("role",),
    "group": ("group",),
    "department": ("department",),
    "level": ("level",),
    "field": ("field",),
    "managers": (),
}
_OPTIONAL = {"levels", "of", "where", "kind", "by"}
_CHOICES: dict[str, frozenset[str]] = {
    "empty": frozenset({"block", "skip", "managers"}),
    "same": frozenset({"ask", "consecutive", "any"}),
    "own": frozenset({"self", "skip", "superior"}),
}
_VOTE: dict[str, frozenset[str]] = {
    "mode": frozenset({"any", "all", "ratio", "number", "weighted"}),
    "order": frozenset({"parallel", "serial"}),
    "abstain": frozenset({"reduce", "against", "agree"}),
    "on_fail": frozenset({"end", "starter", "previous", "branch"}),
}
_THEN = frozenset({"remind", "agree", "return", "superior", "managers", "branch"})
_RIGHTS = frozenset(
    {
        "return", "return_to", "add", "transfer", "ask", "cc", "circulate", "take_back", "abstain", "disagree",
        "opinion", "seal", "edit_body", "mask",
    }
)  # fmt: skip
_OUTCOMES = frozenset({"approved", "rejected"})
_HUMAN = frozenset({"handler", "vote", "deadline", "rights", "empty", "same", "own", "note"})
_OWN: dict[str, frozenset[str]] = {
    "start": _HUMAN,
    "approve": _HUMAN,
    "handle": _HUMAN,
    "cc": frozenset({"handler", "note"}),
    "auto": frozenset({"set", "tell", "start", "note"}),
    "wait": frozenset({"hours", "days", "until", "note"}),
    "sub": frozenset({"process", "values", "note"}),
    "end": frozenset({"outcome", "all", "note"}),
}


def read(node: Node, faults: list[Fault]) -> dict[str, Any]:
    """The keyword arguments of a Step from a node's settings; what is wrong is added to `faults`."""
    given = node.settings
    allowed = _OWN.get(node.kind, frozenset({"note"}))
    faults += [Fault("unknown-setting", node.key, params={"name": name}) for name in sorted(set(given) - allowed)]
    found: dict[str, Any] = {}
    if node.kind in {"approve", "handle", "cc"}:
        found["handler"] = _handler(node, given.get("handler"), faults)
    if node.kind in {"start", "approve", "handle"}:
        found["vote"] = _vote(node, given.get("vote") or {}, faults)
        found["deadline"] = _deadline(node, given.get("deadline"), faults)
        found["rights"] = _rights(node, given.get("rights") or {}, faults)
        for name, choices in _CHOICES.items():
            if name in given:
                if not _is_one_of(given[name], choices):
                    faults.append(Fault("bad-setting", node.key, params={"name": name}))
                else:
                    found[name] = given[name]
    else:
        found["settings"] = {name: value for name, value in given.items() if name != "handler"}
        _machine(node, faults)
    return found


def _handler(node: Node, given: Any, faults: list[Fault]) -> Handler | None:
    if not isinstance(given, Mapping) or not given.get("rule"):
        faults.append(Fault("no-handler", node.key, gap=True))
        return None
    rule = given["rule"]
    params = {name: value for name, value in given.items() if name not in {"rule", "pool"}}
    if not isinstance(rule, str) or rule not in RULES:
        faults.append(Fault("unknown-handler", node.key, params={"name": str(rule)}))
        return None
    for name in RULES[rule]:
        if not params.get(name):
            faults.append(Fault("handler-incomplete", node.key, gap=True, params={"name": name}))
    if unknown := set(params) - set(RULES[rule]) - _OPTIONAL:
        faults.append(Fault("unknown-setting", node.key, params={"name": min(unknown)}))
    if not isinstance(params.get("levels", 0), int):
        faults.append(Fault("bad-setting", node.key, params={"name": "levels"}))
    return Handler(str(rule), params, bool(given.get("pool", False)))


def _vote(node: Node, given: Any, faults: list[Fault]) -> VoteRule:
    known = set(VoteRule.__dataclass_fields__)
    if not isinstance(given, Mapping) or set(given) - known:
        faults.append(Fault("bad-setting", node.key, params={"name": "vote"}))
        return VoteRule()
    for name, choices in _VOTE.items():
        if name in given and not _is_one_of(given[name], choices):
            faults.append(Fault("bad-setting", node.key, params={"name": f"vote.{name}"}))
            return VoteRule()
    for name in ("num", "den", "need"):
        if type(given.get(name, 1)) is not int or given.get(name, 1) < 1:
            faults.append(Fault("bad-setting", node.key, params={"name": f"vote.{name}"}))
            return VoteRule()
    if given.get("num", 1) > given.get("den", 1):
        faults.append(Fault("bad-setting", node.key, params={"name": "vote.num"}))
    weights = given.get("weights") or {}
    if not isinstance(weights, Mapping) or any(type(one) is not int or one < 1 for one in weights.values()):
        faults.append(Fault("bad-setting", node.key, params={"name": "vote.weights"}))
        weights = {}
    veto = given.get("veto") or ()
    if not isinstance(veto, list | tuple) or not all(isinstance(one, str) for one in veto):
        faults.append(Fault("bad-setting", node.key, params={"name": "vote.veto"}))
        veto = ()
    return VoteRule(**{**given, "weights": dict(weights), "veto": tuple(veto)})


def _deadline(node: Node, given: Any, faults: list[Fault]) -> Deadline | None:
    if not given:
        return None
    bad = Fault("bad-setting", node.key, params={"name": "deadline"})
    if not isinstance(given, Mapping) or set(given) - {"hours", "days", "then"}:
        faults.append(bad)
        return None
    hours, days = given.get("hours", 0), given.get("days", 0)
    if not isinstance(hours, int | float) or type(days) is not int or hours < 0 or days < 0 or not (hours or days):
        faults.append(bad)
        return None
    if not _is_one_of(given.get("then", "remind"), _THEN):
        faults.append(bad)
        return None
    return Deadline(hours, days, given.get("then", "remind"))


def _rights(node: Node, given: Any, faults: list[Fault]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        faults.append(Fault("bad-setting", node.key, params={"name": "rights"}))
        return {}
    faults += [
        Fault("unknown-setting", node.key, params={"name": f"rights.{name}"}) for name in sorted(set(given) - _RIGHTS)
    ]
    return dict(given)


def _machine(node: Node, faults: list[Fault]) -> None:
    given = node.settings
    if node.kind == "wait" and not any(given.get(name) for name in ("hours", "days", "until")):
        faults.append(Fault("wait-without-time", node.key, gap=True))
    if node.kind == "sub" and not given.get("process"):
        faults.append(Fault("no-process", node.key, gap=True))
    if node.kind == "auto" and not any(given.get(name) for name in ("set", "tell", "start")):
        faults.append(Fault("no-automatic-act", node.key, gap=True))
    if node.kind == "end" and not _is_one_of(given.get("outcome", "approved"), _OUTCOMES):
        faults.append(Fault("bad-setting", node.key, params={"name": "outcome"}))


def _is_one_of(given: Any, choices: frozenset[str]) -> bool:
    """Settings are any JSON: what is no text cannot be looked up."""
    return isinstance(given, str) and given in choices
