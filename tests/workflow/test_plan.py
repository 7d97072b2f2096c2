"""From a drawing to a plan: every fault has its code and its place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflow.walks.drawing import Plain
from workflow.plan import BadTree, Compiled, Flow, Graph, Node, compile_graph, graph_of_tree
from workflow.plan.model import plan_of

PERSON = "00000000-0000-7000-8000-000000000001"


def human(key: str, **more: Any) -> dict[str, Any]:
    return {"kind": "approve", "key": key, "handler": {"rule": "people", "people": [PERSON]}, **more}


def compiled(*steps: dict[str, Any]) -> Compiled:
    return compile_graph(graph_of_tree({"steps": list(steps)}), Plain())


def drawing(nodes: dict[str, str], *flows: str) -> Compiled:
    handler = {"handler": {"rule": "people", "people": [PERSON]}}
    made = tuple(Node(key, kind, "", handler if kind == "approve" else {}) for key, kind in nodes.items())
    arrows = tuple(Flow(text, text.split(">")[0], text.split(">")[1]) for text in flows)
    return compile_graph(Graph(made, arrows), Plain())


def codes(found: Compiled) -> set[tuple[str, str]]:
    return {(one.code, one.place) for one in found.faults}


@pytest.mark.feature("COL-14")
def test_a_tree_becomes_a_plan_that_survives_json() -> None:
    found = compiled(
        human("a"),
        {
            "kind": "parallel",
            "key": "p",
            "branches": [
                {"steps": [human("b")]},
                {
                    "steps": [
                        {
                            "kind": "condition",
                            "key": "c",
                            "branches": [{"when": "a > 3", "steps": [human("d")]}, {"otherwise": True}],
                        }
                    ]
                },
            ],
        },
        human("e"),
    )
    assert found.is_publishable
    plan = found.plan
    assert plan is not None
    assert plan.steps["d"].path == (("p", 1),)
    assert plan.blocks["p"].join == "p-join"
    assert plan.before["e"] == {"start", "a", "b", "d"}
    again = plan_of(plan.body())
    assert again == plan
    assert again.digest == plan.digest


def test_the_digest_is_of_what_is_run() -> None:
    first, second = compiled(human("a")).plan, compiled(human("a", empty="skip")).plan
    assert first is not None
    assert second is not None
    assert first.digest != second.digest
    assert first.digest == compiled(human("a")).plan.digest  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("nodes", "flows", "expected"),
    [
        ({"a": "approve", "e": "end"}, ["a>e"], ("no-start", "")),
        ({"s": "start", "t": "start", "e": "end"}, ["s>e", "t>e"], ("several-starts", "t")),
        ({"s": "start", "a": "approve"}, ["s>a"], ("no-end", "")),
        ({"s": "start", "a": "approve", "e": "end"}, ["s>e", "a>e"], ("unreachable", "a")),
        ({"s": "start", "a": "approve", "e": "end"}, ["s>a"], ("dead-end", "a")),
        ({"s": "start", "e": "end"}, ["s>x"], ("flow-to-nowhere", "s>x")),
        ({"s": "start", "e": "end"}, ["s>e", "e>s"], ("flow-out-of-end", "e")),
        ({"s": "start", "a": "approve", "e": "end"}, ["s>a", "a>s", "a>e"], ("flow-into-start", "a>s")),
        (
            {"s": "start", "f": "parallel", "a": "approve", "b": "approve", "c": "approve", "e": "end"},
            ["s>f", "f>a", "f>b", "a>c", "b>c", "c>e"],
            ("blocks-cross", "c"),
        ),
        (
            {"s": "start", "x": "exclusive", "a": "approve", "b": "approve", "j": "parallel", "e": "end"},
            ["s>x", "x>a", "x>b", "a>j", "b>j", "j>e"],
            ("join-without-fork", "j"),
        ),
        (
            {"s": "start", "f": "inclusive", "a": "approve", "b": "approve", "j": "parallel", "e": "end"},
            ["s>f", "f>a", "f>b", "a>j", "b>j", "j>e"],
            ("join-of-another-kind", "j"),
        ),
        (
            {"s": "start", "f": "parallel", "a": "approve", "b": "approve", "c": "approve", "j": "parallel",
             "e": "end", "g": "end"},
            ["s>f", "f>a", "f>b", "f>c", "a>j", "b>j", "c>g", "j>e"],
            ("branch-misses-join", "f>c"),
        ),
        (
            {"s": "start", "x": "exclusive", "a": "approve", "b": "approve", "e": "end"},
            ["s>x", "x>a", "x>b", "a>e", "b>e"],
            ("no-condition", "x>a"),
        ),
        (
            {"s": "start", "a": "approve", "b": "approve", "e": "end"},
            ["s>a", "a>b", "b>a", "a>e"],
            ("blocks-cross", "a"),
        ),
    ],
)  # fmt: skip
def test_every_fault_has_a_place(nodes: dict[str, str], flows: list[str], expected: tuple[str, str]) -> None:
    assert expected in codes(drawing(nodes, *flows))


def test_gaps_keep_from_publishing_but_not_from_compiling() -> None:
    found = compiled(
        {"kind": "approve", "key": "a"},
        {"kind": "condition", "key": "c", "branches": [{"when": "a > 1"}, {"when": "a < 1"}]},
    )
    assert codes(found) == {("no-handler", "a"), ("no-default", "c")}
    assert found.plan is not None
    assert not found.is_publishable


@pytest.mark.parametrize(
    "setting",
    [
        {"vote": {"mode": "most"}}, {"vote": {"num": 3, "den": 2}}, {"vote": {"weights": {"x": 0}}},
        {"deadline": {"hours": -1}}, {"deadline": {"days": 1, "then": "explode"}}, {"rights": {"fly": True}},
        {"empty": "guess"}, {"colour": "red"}, {"handler": {"rule": "astrology"}},
    ],
)  # fmt: skip
def test_a_setting_that_is_not_known_is_refused(setting: dict[str, Any]) -> None:
    assert compiled({**human("a"), **setting}).plan is None


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({}, "not-a-tree"),
        ({"steps": [3]}, "not-a-step"),
        ({"steps": [{"kind": "end", "key": "e"}, {"kind": "approve", "key": "a"}]}, "after-the-end"),
        ({"steps": [{"kind": "parallel", "key": "p", "branches": [{}]}]}, "one-branch"),
        ({"steps": [{"kind": "dance", "key": "p"}]}, "not-a-step"),
    ],
)
def test_what_is_no_tree_is_told(tree: dict[str, Any], code: str) -> None:
    with pytest.raises(BadTree) as caught:
        graph_of_tree(tree)
    assert caught.value.code == code


def test_an_end_inside_a_parallel_block_without_join_ends_its_branch() -> None:
    found = drawing(
        {"s": "start", "f": "parallel", "a": "approve", "b": "approve", "e": "end", "g": "end"},
        "s>f", "f>a", "f>b", "a>e", "b>g",
    )  # fmt: skip
    assert found.plan is not None
    assert found.plan.blocks["f"].join is None


def test_a_graph_survives_json() -> None:
    graph = graph_of_tree({"steps": [human("a"), {"kind": "end", "key": "e", "outcome": "rejected"}]})
    assert Graph.from_dict(graph.as_dict()) == graph
