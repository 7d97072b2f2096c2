"""From BPMN 2.0 XML to a graph, or to the list of what is not in our part of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from workflow.bpmn.xml import BadXml, parse
from workflow.plan.graph import Flow, Graph, Node

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OA = "{https://tongban.dev/bpmn/1}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
OUR_LANGUAGE = "feel"

_EVENTS = {
    "messageEventDefinition", "signalEventDefinition", "errorEventDefinition", "escalationEventDefinition",
    "compensateEventDefinition", "conditionalEventDefinition", "linkEventDefinition", "cancelEventDefinition",
    "terminateEventDefinition", "timerEventDefinition",
}  # fmt: skip
#: Said in the drawing, of no weight for the run.
_DRAWN = {
    "documentation", "extensionElements", "laneSet", "textAnnotation", "association", "group", "ioSpecification",
    "dataObject", "dataObjectReference", "dataStoreReference", "dataInputAssociation", "dataOutputAssociation",
    "property", "performer", "humanPerformer", "potentialOwner", "resourceRole", "auditing", "monitoring", "incoming", "outgoing",
    "rendering", "supportedInterfaceRef", "correlationSubscription", "category", "supports",
}  # fmt: skip
_REFUSED = {
    "eventBasedGateway", "complexGateway", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
    "intermediateThrowEvent", "adHocSubProcess", "transaction", "callChoreography", "implicitThrowEvent", "event",
}  # fmt: skip
_DURATION = re.compile(r"^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")


@dataclass(frozen=True)
class Refusal:
    """An element that is not in our part: why (`code`), which (`element`, its id), where (`line`)."""

    code: str
    element: str = ""
    place: str = ""
    line: int = 0


class Refused(Exception):
    """A file that cannot be imported, with every reason found."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(", ".join(f"{one.code} {one.element} {one.place}".strip() for one in refusals))
        self.refusals = refusals


def read(data: bytes) -> Graph:
    """The graph of the file's one process. Raises Refused; never anything else."""
    try:
        root = parse(data)
    except BadXml as bad:
        raise Refused([Refusal(bad.code, bad.detail, "", bad.line)]) from None
    if root.tag != f"{BPMN}definitions":
        raise Refused([Refusal("not-bpmn", _local(root), "", _line(root))])
    process = _process(root)
    reading = _Reading()
    reading.container(process, "")
    if reading.refusals:
        raise Refused(reading.refusals)
    return Graph(tuple(reading.nodes), tuple(reading.flows))


def _process(root: Element) -> Element:
    """The one process with a flow; of several, the one that is marked executable."""
    every = root.findall(f"{BPMN}process")
    drawn = [one for one in every if any(_local(child) == "startEvent" for child in one)] or [
        one for one in every if any(_local(child) not in _DRAWN for child in one)
    ]
    marked = [one for one in drawn if one.get("isExecutable") == "true"]
    chosen = drawn if len(drawn) == 1 else marked
    if len(chosen) == 1:
        return chosen[0]
    if not drawn:
        raise Refused([Refusal("no-process", "process")])
    raise Refused([Refusal("several-processes", "process", one.get("id") or "", _line(one)) for one in drawn])


@dataclass
class _Reading:
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    #: Where a flow to or from an embedded part really goes.
    entries: dict[str, str] = field(default_factory=dict)
    exits: dict[str, str] = field(default_factory=dict)

    def refuse(self, code: str, element: Element) -> None:
        self.refusals.append(Refusal(code, _local(element), element.get("id") or "", _line(element)))

    def container(self, container: Element, inside: str) -> None:
        """A process, or an embedded part of one."""
        defaults = {one.get("default"): one for one in container if one.get("default")}
        timers: dict[str, str] = {}
        for element in container:
            if element.tag.startswith(BPMN):
                self.element(element, inside, timers)
        ids = {one.key for one in self.nodes}
        for element in container.findall(f"{BPMN}sequenceFlow"):
            self.flow(element, defaults, timers, ids)

    def element(self, element: Element, inside: str, timers: dict[str, str]) -> None:
        name, key = _local(element), element.get("id") or ""
        if name in _DRAWN or name == "sequenceFlow":
            return
        if not key:
            self.refuse("no-id", element)
            return
        match name:
            case "startEvent":
                self.start(element, key, inside)
            case "endEvent":
                self.end(element, key, inside)
            case "userTask" | "manualTask" | "task":
                self.work(element, key, "approve" if name == "userTask" else "handle")
            case "serviceTask":
                self.machine(element, key, "auto")
            case "callActivity":
                self.machine(element, key, "sub")
            case "exclusiveGateway" | "parallelGateway" | "inclusiveGateway":
                self.add(element, key, name.removesuffix("Gateway"))
            case "intermediateCatchEvent":
                self.wait(element, key)
            case "boundaryEvent":
                self.boundary(element, key, timers)
            case "subProcess":
                self.part(element, key)
            case _:
                self.refuse("not-in-subset" if name in _REFUSED else "unknown-element", element)

    def add(self, element: Element, key: str, kind: str, settings: dict[str, Any] | None = None) -> None:
        stated = _stated(element)
        if stated is None:
            self.refuse("bad-extension", element)
            return
        kind = str(stated.pop("kind", kind))
        self.nodes.append(
            Node(key, kind, " ".join((element.get("name") or "").split()), {**(settings or {}), **stated})
        )

    def start(self, element: Element, key: str, inside: str) -> None:
        if found := _definitions(element):
            self.refuse(f"start-by-{found[0].removesuffix('EventDefinition')}", element)
        elif inside:
            # The inside begins where its start would be; the start itself is only drawn.
            self.nodes.append(Node(key, "exclusive", ""))
        else:
            self.add(element, key, "start")

    def end(self, element: Element, key: str, inside: str) -> None:
        found = _definitions(element)
        if found and found != ["terminateEventDefinition"]:
            self.refuse(f"end-by-{found[0].removesuffix('EventDefinition')}", element)
        elif found and inside:
            self.refuse("terminate-in-part", element)
        else:
            self.add(element, key, "end", {"all": True} if found else None)

    def work(self, element: Element, key: str, kind: str) -> None:
        settings: dict[str, Any] = {}
        loop = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
        if loop is not None:
            # Who and how many is in words of another product; the shape of the countersign is not.
            settings["vote"] = {"mode": "all", "order": "serial" if loop.get("isSequential") == "true" else "parallel"}
        if element.find(f"{BPMN}standardLoopCharacteristics") is not None:
            self.refuse("standard-loop", element)
        if element.get("isForCompensation") == "true":
            self.refuse("compensation", element)
        self.add(element, key, kind, settings)

    def machine(self, element: Element, key: str, kind: str) -> None:
        for name in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
            if element.find(f"{BPMN}{name}") is not None:
                self.refuse("loop-of-automatic-step", element)
        if element.get("isForCompensation") == "true":
            self.refuse("compensation", element)
        self.add(element, key, kind)

    def wait(self, element: Element, key: str) -> None:
        if _definitions(element) != ["timerEventDefinition"]:
            found = (_definitions(element) or ["none"])[0].removesuffix("EventDefinition")
            self.refuse(f"wait-for-{found}", element)
            return
        self.add(element, key, "wait", _duration(element))

    def boundary(self, element: Element, key: str, timers: dict[str, str]) -> None:
        found, host = _definitions(element), element.get("attachedToRef") or ""
        if found != ["timerEventDefinition"]:
            self.refuse(f"boundary-{(found or ['none'])[0].removesuffix('EventDefinition')}", element)
        elif element.get("cancelActivity") == "false":
            self.refuse("boundary-not-interrupting", element)
        elif element.find(f"{BPMN}timerEventDefinition/{BPMN}timeCycle") is not None:
            self.refuse("timer-cycle", element)
        elif host in timers.values():
            self.refuse("several-timers", element)
        else:
            at = next((n for n, one in enumerate(self.nodes) if one.key == host), None)
            if at is None or self.nodes[at].kind not in {"approve", "handle"}:
                self.refuse("boundary-elsewhere", element)
                return
            timers[key] = host
            deadline = {name: value for name, value in _duration(element).items() if name != "until"} or {"hours": 1}
            one = self.nodes[at]
            settings = {**one.settings}
            settings.setdefault("deadline", {**deadline, "then": "branch"})
            self.nodes[at] = Node(one.key, one.kind, one.name, settings)

    def part(self, element: Element, key: str) -> None:
        if element.get("triggeredByEvent") == "true":
            self.refuse("event-sub-process", element)
            return
        for name in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
            if element.find(f"{BPMN}{name}") is not None:
                self.refuse("loop-of-part", element)
        starts = element.findall(f"{BPMN}startEvent")
        if len(starts) != 1:
            self.refuse("part-without-one-start", element)
            return
        first = starts[0].get("id") or ""
        name = " ".join((element.get("name") or "").split())
        self.nodes += [Node(f"{key}#open", "open", name), Node(f"{key}#close", "close", "")]
        self.flows.append(Flow(f"{key}#in", f"{key}#open", first))
        self.entries[key], self.exits[key] = f"{key}#open", f"{key}#close"
        self.container(element, key)

    def flow(
        self, element: Element, defaults: dict[str | None, Element], timers: dict[str, str], ids: set[str]
    ) -> None:
        key, source, target = (element.get(name) or "" for name in ("id", "sourceRef", "targetRef"))
        if not key:
            # Other tools leave them out; ours need a name to be spoken of.
            key = f"{source}>{target}"
            while any(one.key == key for one in self.flows):
                key += "+"
        condition = element.find(f"{BPMN}conditionExpression")
        text = " ".join((condition.text or "").split()) if condition is not None else ""
        stated = _stated(element)
        if stated is None:
            self.refuse("bad-extension", element)
            return
        on = "timeout" if source in timers else str(stated.get("on") or "")
        otherwise = key in defaults
        start, end = (
            self.exits.get(timers.get(source, source), timers.get(source, source)),
            self.entries.get(target, target),
        )
        if start not in ids or end not in ids:
            if not any(one.place in (source, target) for one in self.refusals):
                self.refuse("flow-to-nowhere", element)
            return
        name = " ".join((element.get("name") or "").split())
        self.flows.append(Flow(key, start, end, "" if otherwise or on else text, otherwise, name, on))


def _stated(element: Element) -> dict[str, Any] | None:
    """What our own extension says: JSON of at most 100 kB; None when it cannot be read."""
    found = element.find(f"{BPMN}extensionElements/{OA}node")
    if found is None:
        return {}
    try:
        stated = json.loads((found.text or "")[:100_000])
    except (ValueError, RecursionError):
        return None
    return stated if isinstance(stated, dict) else None


def _definitions(element: Element) -> list[str]:
    return [_local(one) for one in element if _local(one) in _EVENTS or _local(one) == "eventDefinitionRef"]


def _duration(element: Element) -> dict[str, Any]:
    """Hours, and days where they are whole; nothing where the time is said in another language."""
    text = (element.findtext(f"{BPMN}timerEventDefinition/{BPMN}timeDuration") or "").strip()
    found = _DURATION.match(text)
    if not found or len(text) > 40:
        return {}
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    rest = hours + minutes / 60 + seconds / 3600
    return {name: value for name, value in (("days", weeks * 7 + days), ("hours", rest)) if value}


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _line(element: Element) -> int:
    return int(element.get("#line") or 0)
