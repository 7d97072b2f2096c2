"""The picture of a plan: every step has its place, nothing overlaps, every line ends at a step."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from tests.workflow.conftest import Office
from tests.workflow.walks.drawing import Plain
from tests.workflow.walks.drawing import drawn as drawn_at_random
from workflow import progress
from workflow.actions import tasks
from workflow.picture import Mark, drawn, laid_out
from workflow.plan import compile_graph, graph_of_tree

A, B, C, D = "林静怡", "孙志远", "刘洋", "王海"


@pytest.mark.feature("COL-28")
@pytest.mark.parametrize("seed", range(60))
def test_every_step_has_a_place_of_its_own(seed: int) -> None:
    plan = drawn_at_random(seed)
    drawing = laid_out(plan)
    assert sorted(spot.key for spot in drawing.spots) == sorted(plan.steps)
    for one, other in combinations(drawing.spots, 2):
        apart_x = abs(one.x - other.x) >= (one.width + other.width) / 2
        apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart_x or apart_y, (one, other)
    assert all(
        spot.x - spot.width / 2 >= 0
        and spot.x + spot.width / 2 <= drawing.width
        and spot.y + spot.height <= drawing.height
        for spot in drawing.spots
    )
    ET.fromstring(drawn(drawing, plan, {}, taken=frozenset(), title="<&>", words={}))


def test_what_is_written_in_it_is_escaped_and_cut() -> None:
    name = "一" * 40 + "<script>"
    tree = {"steps": [{"kind": "approve", "key": "a", "name": name, "handler": {"rule": "starter"}}]}
    plan = compile_graph(graph_of_tree(tree), Plain()).plan
    assert plan is not None
    marks = {"a": Mark("active", ("<b>",), "11-25")}
    svg = drawn(laid_out(plan), plan, marks, taken=frozenset(), title="x", words={"active": "处理中"})
    assert "<script>" not in svg and "&lt;b&gt;" in svg and "…" in svg and "style=" not in svg
    ET.fromstring(svg)


@pytest.mark.feature("COL-28")
def test_a_matter_is_shown_as_it_stands(office: Office) -> None:
    branches = [{"when": "n > 1", "steps": [office.step("b", B)]}, {"otherwise": True, "steps": [office.step("x", C)]}]
    both = [{"steps": [office.step("l", D)]}, {"steps": [office.step("r", C)]}]
    process = office.process(
        office.step("a", A),
        {"kind": "condition", "key": "c", "branches": branches},
        {"kind": "parallel", "key": "p", "branches": both},
        office.step("z", A, same="ask"),
        fields={"n": "number"},
    )
    matter = office.start(process, values={"n": 2})
    office.agree(matter, A)
    office.agree(matter, B)
    office.agree(matter, C)
    states = _states(progress.picture(matter))
    assert states == {"start": "done", "a": "done", "b": "done", "x": "ahead", "l": "active", "r": "done", "z": "ahead"}
    tasks.send_back(office.todo(matter, D), by=office.actor(D), target="a", reason="重来")
    assert _states(progress.picture(matter))["a"] == "active"
    assert _states(progress.picture(matter))["l"] == "cancelled"


def _states(svg: str) -> dict[str, str]:
    found = {}
    for group in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}g"):
        title = group.find("{http://www.w3.org/2000/svg}title")
        name = (title.text or "").split("，")[0] if title is not None else ""
        if name in {"a", "b", "x", "l", "r", "z", "发起人"}:
            found["start" if name == "发起人" else name] = group.attrib["class"].removeprefix("flow-spot flow-")
    return found
