"""From a graph to BPMN 2.0 XML with a picture, so that other tools can show it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from workflow.bpmn.reading import BPMN, OA, XSI
from workflow.plan.graph import Flow, Graph, Node

_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD = "{http://www.omg.org/spec/DD/20100524/DI}"
for _prefix, _space in (("bpmn", BPMN), ("oa", OA), ("xsi", XSI), ("bpmndi", _DI), ("dc", _DC), ("di", _DD)):
    register_namespace(_prefix, _space[1:-1])

_TAGS = {
    "start": "startEvent", "end": "endEvent", "approve": "userTask", "handle": "manualTask", "cc": "task",
    "auto": "serviceTask", "sub": "callActivity", "wait": "intermediateCatchEvent", "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway", "inclusive": "inclusiveGateway",
}  # fmt: skip


def write(graph: Graph, *, key: str, name: str) -> bytes:
    """UTF-8 XML. `key` names the process; ids are the graph's keys as they are."""
    root = Element(f"{BPMN}definitions", {"id": f"definitions_{key}", "targetNamespace": OA[1:-1]})
    process = SubElement(root, f"{BPMN}process", {"id": key, "name": name, "isExecutable": "true"})
    _container(process, graph, "")
    _picture(root, graph, key)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _container(into: Element, graph: Graph, part: str) -> None:
    owners = _owners(graph)
    nodes = {node.key: node for node in graph.nodes}
    defaults = {flow.source: flow.key for flow in graph.flows if flow.otherwise}
    for node in graph.nodes:
        if node.kind == "open" and owners.get(node.key, "") == part:
            key = node.key.removesuffix("#open")
            inner = SubElement(into, f"{BPMN}subProcess", {"id": key, "name": node.name})
            _container(inner, graph, key)
        elif node.kind not in {"open", "close"} and owners.get(node.key, "") == part:
            _node(into, node, defaults, is_inner_start=_is_inner_start(graph, node))
    for flow in graph.flows:
        if flow.on == "timeout" and owners.get(flow.source, "") == part:
            timer = SubElement(into, f"{BPMN}boundaryEvent", {"id": f"{flow.key}#timer", "attachedToRef": flow.source})
            _timer(timer, nodes[flow.source].settings.get("deadline") or {})
    for flow in graph.flows:
        if nodes[flow.source].kind != "open" and owners.get(flow.source, "") == part:
            _flow(into, flow)


def _node(into: Element, node: Node, defaults: dict[str, str], *, is_inner_start: bool) -> None:
    given = {"id": node.key, "name": node.name} if node.name else {"id": node.key}
    if node.key in defaults:
        given["default"] = defaults[node.key]
    element = SubElement(into, f"{BPMN}{'startEvent' if is_inner_start else _TAGS[node.kind]}", given)
    stated = dict(node.settings)
    if node.kind == "cc":
        stated["kind"] = "cc"
    if stated:
        _extension(element, stated)
    if node.kind == "wait":
        _timer(element, node.settings)
    if node.kind == "end" and node.settings.get("all"):
        SubElement(element, f"{BPMN}terminateEventDefinition", {"id": f"{node.key}#all"})


def _flow(into: Element, flow: Flow) -> None:
    source = f"{flow.key}#timer" if flow.on == "timeout" else flow.source.removesuffix("#close")
    given = {"id": flow.key, "sourceRef": source, "targetRef": flow.target.removesuffix("#open")}
    if flow.name:
        given["name"] = flow.name
    element = SubElement(into, f"{BPMN}sequenceFlow", given)
    if flow.on and flow.on != "timeout":
        _extension(element, {"on": flow.on})
    if flow.when:
        condition = SubElement(element, f"{BPMN}conditionExpression", {f"{XSI}type": "bpmn:tFormalExpression"})
        condition.text = flow.when


def _extension(element: Element, stated: dict[str, object]) -> None:
    node = SubElement(SubElement(element, f"{BPMN}extensionElements"), f"{OA}node", {"v": "1"})
    node.text = json.dumps(stated, ensure_ascii=False, sort_keys=True)


def _timer(element: Element, given: object) -> None:
    stated = given if isinstance(given, dict) else dict(given) if given else {}  # type: ignore[call-overload]
    definition = SubElement(element, f"{BPMN}timerEventDefinition", {"id": f"{element.get('id')}#time"})
    days, minutes = int(stated.get("days") or 0), round(float(stated.get("hours") or 0) * 60)
    if days or minutes:
        text = "P" + (f"{days}D" if days else "") + (f"T{minutes}M" if minutes else "")
        SubElement(definition, f"{BPMN}timeDuration", {f"{XSI}type": "bpmn:tFormalExpression"}).text = text


def _owners(graph: Graph) -> dict[str, str]:
    """The embedded part that each node lies in; nothing for those outside."""
    outs: dict[str, list[Flow]] = {}
    for flow in graph.flows:
        outs.setdefault(flow.source, []).append(flow)
    found: dict[str, str] = {}

    def walk(start: str, part: str) -> None:
        todo = [start]
        while todo:
            key = todo.pop()
            if key in found:
                continue
            found[key] = part
            if key.endswith("#open"):
                inner = key.removesuffix("#open")
                for flow in outs.get(key, []):
                    walk(flow.target, inner)
                todo.append(f"{inner}#close")
            else:
                todo += [flow.target for flow in outs.get(key, [])]

    for node in graph.nodes:
        if node.kind == "start":
            walk(node.key, "")
    return found


def _is_inner_start(graph: Graph, node: Node) -> bool:
    return node.kind == "exclusive" and any(
        flow.target == node.key and flow.source.endswith("#open") for flow in graph.flows
    )


def _picture(root: Element, graph: Graph, key: str) -> None:
    """Columns by the distance from the start; enough for another tool to show and to lay out anew."""
    plane = SubElement(SubElement(root, f"{_DI}BPMNDiagram", {"id": "diagram"}), f"{_DI}BPMNPlane",
                       {"id": "plane", "bpmnElement": key})  # fmt: skip
    places = _places(graph)
    for node in graph.nodes:
        if node.kind == "close":
            continue
        x, y = places[node.key]
        wide, high = (100, 80) if node.kind in {"approve", "handle", "cc", "auto", "sub", "open"} else (36, 36)
        shape = SubElement(
            plane, f"{_DI}BPMNShape", {"id": f"{node.key}_shape", "bpmnElement": node.key.removesuffix("#open")}
        )
        SubElement(shape, f"{_DC}Bounds",
                   {"x": str(x), "y": str(y - high // 2), "width": str(wide), "height": str(high)})  # fmt: skip
    for flow in graph.flows:
        if flow.source.endswith("#open"):
            continue
        edge = SubElement(plane, f"{_DI}BPMNEdge", {"id": f"{flow.key}_edge", "bpmnElement": flow.key})
        for x, y in (places[flow.source.replace("#close", "#open")], places[flow.target]):
            SubElement(edge, f"{_DD}waypoint", {"x": str(x), "y": str(y)})


def _places(graph: Graph) -> dict[str, tuple[int, int]]:
    column: dict[str, int] = {}
    layer: Sequence[str] = [node.key for node in graph.nodes if node.kind == "start"]
    depth = 0
    while layer:
        column |= {key: depth for key in layer if key not in column}
        layer = [
            flow.target
            for flow in graph.flows
            if flow.source.replace("#close", "#open") in layer and flow.target not in column
        ]
        depth += 1
    used: dict[int, int] = {}
    found = {}
    for node in graph.nodes:
        at = column.get(node.key, depth)
        used[at] = used.get(at, 0) + 1
        found[node.key] = (160 + at * 160, used[at] * 120)
    return found
