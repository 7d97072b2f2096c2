"""BPMN in and out: stable, named refusals, and nothing that a stranger's XML could do."""

from __future__ import annotations

import pytest

from tests.workflow.walks.drawing import Plain, drawn_graph
from workflow import words
from workflow.bpmn import Refused, read, write
from workflow.bpmn.xml import MOST_BYTES
from workflow.plan import Fault, Graph, compile_graph
from workflow.words import FAULTS, NOT_NOW

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">'


def file(body: str) -> bytes:
    return f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'.encode()


def codes(data: bytes) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        read(data)
    return {(one.code, one.place) for one in caught.value.refusals}


def flows(*pairs: str) -> str:
    return "".join(f'<sequenceFlow id="{p}" sourceRef="{p[0]}" targetRef="{p[1]}"/>' for p in pairs)


PLAIN = '<startEvent id="s"/><userTask id="a" name="审批"/><endEvent id="e"/>' + flows("sa", "ae")


@pytest.mark.feature("COL-19")
@pytest.mark.parametrize("seed", range(30))
def test_a_drawing_written_and_read_again_is_the_same(seed: int) -> None:
    graph = drawn_graph(seed)
    data = write(graph, key="p", name="流程")
    again = read(data)
    assert _sorted(again) == _sorted(graph)
    assert write(again, key="p", name="流程") == write(read(write(again, key="p", name="流程")), key="p", name="流程")
    assert compile_graph(again, Plain()).is_publishable


def _sorted(graph: Graph) -> Graph:
    return Graph(
        tuple(sorted(graph.nodes, key=lambda one: one.key)), tuple(sorted(graph.flows, key=lambda one: one.key))
    )


def test_a_part_and_a_timer_survive() -> None:
    inner = '<startEvent id="i"/><userTask id="b"/><endEvent id="f"/>' + flows("ib", "bf")
    body = (
        '<startEvent id="s"/><userTask id="a"/><endEvent id="e"/><endEvent id="t"/>'
        '<boundaryEvent id="x" attachedToRef="a"><timerEventDefinition><timeDuration>PT8H</timeDuration>'
        f'</timerEventDefinition></boundaryEvent><subProcess id="q">{inner}</subProcess>'
    ) + flows("sa", "aq", "qe", "xt")
    graph = read(file(body))
    compiled = compile_graph(graph, Plain())
    assert compiled.plan is not None
    assert compiled.plan.steps["b"].path == (("q#open", 0),)
    assert compiled.plan.steps["a"].deadline is not None
    assert _sorted(read(write(graph, key="p", name=""))) == _sorted(graph)


def test_a_plain_file_compiles_with_its_gap_named() -> None:
    compiled = compile_graph(read(file(PLAIN)), Plain())
    assert compiled.plan is not None
    assert compiled.faults == (Fault("no-handler", "a", gap=True),)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<scriptTask id="k"/>', ("not-in-subset", "k")),
        (
            '<boundaryEvent id="k" attachedToRef="a"><messageEventDefinition/></boundaryEvent>',
            ("boundary-message", "k"),
        ),
        ('<intermediateCatchEvent id="k"><signalEventDefinition/></intermediateCatchEvent>', ("wait-for-signal", "k")),
        ('<endEvent id="k"><errorEventDefinition/></endEvent>', ("end-by-error", "k")),
        ('<startEvent id="k"><timerEventDefinition/></startEvent>', ("start-by-timer", "k")),
        ('<frobnicate id="k"/>', ("unknown-element", "k")),
        ('<subProcess id="k" triggeredByEvent="true"/>', ("event-sub-process", "k")),
        ('<sequenceFlow id="k" sourceRef="a" targetRef="nowhere"/>', ("flow-to-nowhere", "k")),
    ],
)
def test_what_is_not_in_the_subset_is_named_with_its_place(body: str, code: tuple[str, str]) -> None:
    assert code in codes(file(PLAIN + body))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>', "doctype"),
        (b'<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd"><d/>', "doctype"),
        (b"<a>" * 100, "too-deep"),
        (b"<definitions>", "not-xml"),
        (b"", "not-xml"),
        (b"\xff\xfe\x00", "not-xml"),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", "not-xml"),
        (b"<a/>", "not-bpmn"),
        (b" " * (MOST_BYTES + 1), "too-large"),
        (f"{HEAD}</definitions>".encode(), "no-process"),
    ],
)
def test_strangers_xml_does_nothing(data: bytes, code: str) -> None:
    assert code in {one for one, _place in codes(data)}


def test_every_code_has_its_words() -> None:
    assert all(str(text) for text in (*FAULTS.values(), *NOT_NOW.values()))
    assert words.of_fault(Fault("no-default", "x"))
