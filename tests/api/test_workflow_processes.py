"""Processes by the API: drawn, checked, published, compared and tried out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.ports import Directory, sockets
from organization.directory import OrganizationDirectory
from tests.support.programs import Program, token
from tests.workflow.conftest import Office, handler, office
from workflow import functions

pytestmark = pytest.mark.feature("COL-19", "SAAS-07")
__all__ = ["office"]
RIGHTS: dict[str, frozenset[str]] = {}
Programs = Callable[..., Program]


class SomeRights(OrganizationDirectory):
    """The company's directory, with the rights that a test writes down by name."""

    def actor_for(self, account: Account, position: UUID | None = None) -> Actor:
        from dataclasses import replace

        found = super().actor_for(account, position)
        return replace(found, functions=found.functions | RIGHTS.get(found.name, frozenset()))


@pytest.fixture
def program(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Programs]:
    """Programs of the showcase's people: program("何欣", "workflow.design")."""
    monkeypatch.setitem(sockets._offered, Directory, SomeRights())
    RIGHTS.clear()

    def make(name: str, *rights: str) -> Program:
        RIGHTS[name] = frozenset(rights)
        account = office.person(name).account
        assert account is not None
        return Program(token(account)[1])

    yield make
    RIGHTS.clear()


def told(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def tree(office: Office) -> dict[str, Any]:
    head = {"rule": "head_of_department"}
    return {
        "steps": [
            {"kind": "approve", "key": "a", "name": "部门负责人", "handler": head, "own": "superior"},
            {
                "kind": "condition",
                "key": "c",
                "branches": [
                    {"name": "大额", "when": "amount > 5000", "steps": [office.step("b", "孙志远", "刘洋")]},
                    {"name": "其他", "otherwise": True},
                ],
            },
            {"kind": "cc", "key": "k", "handler": handler(office.pid("王海"))},
        ]
    }


def test_a_drawing_is_kept_checked_and_published(office: Office, program: Programs) -> None:
    boss, worker = program("何欣", functions.DESIGN), program("孟繁星")
    key = told(boss.post("workflow/processes/", {"key": "buy", "name": "采购"}), 201)["id"]
    one = f"workflow/processes/{key}/"
    assert worker.post("workflow/processes/", {"key": "x", "name": "x"}).status_code == 403
    assert worker.get(one).status_code == 404 and worker.get(f"{one}drawing/").status_code == 404
    empty = told(boss.get(f"{one}drawing/"))
    assert (empty["version"], empty["rev"], empty["source"]) == (None, 0, {"steps": []})
    gap = {"steps": [{"kind": "approve", "key": "a"}]}
    made = told(boss.put(f"{one}drawing/", {"source": gap}))
    assert [(one["code"], one["place"], one["gap"]) for one in made["faults"]] == [("no-handler", "a", True)]
    assert boss.put(f"{one}drawing/", {"source": gap}).status_code == 409
    refused = told(boss.post(f"{one}publication/", {}), 422)
    assert list(refused["error"]["fields"]) == ["a"]
    broken = {"source": {"steps": [{"kind": "parallel", "key": "p", "branches": []}]}}
    second = told(boss.put(f"{one}drawing/", {**broken, "version": made["version"], "rev": made["rev"]}))
    assert (second["number"], second["rev"], second["faults"][0]["code"]) == (1, 1, "one-branch")
    good = {"source": tree(office), "fields": {"amount": "number"}}
    assert told(boss.post(f"{one}check/", good)) == {"is_publishable": True, "faults": []}
    third = told(boss.put(f"{one}drawing/", {**good, "version": second["version"], "rev": 1}))
    assert boss.post(f"{one}publication/", {"rev": 1}).status_code == 409
    assert told(boss.post(f"{one}publication/", {"rev": 2, "note": "第一版"}))["state"] == "published"
    fourth = told(boss.put(f"{one}drawing/", {**good, "version": third["version"], "rev": 2}))
    assert (fourth["number"], fourth["rev"], fourth["is_published"]) == (2, 0, False)
    assert told(worker.get("workflow/processes/?startable=true"))["items"][0]["name"] == "采购"
    assert told(boss.post(f"{one}stop/"))["state"] == "stopped"
    assert worker.post(f"{one}stop/").status_code == 404
    bad = {"source": {"steps": ["\x00"]}, "version": fourth["version"], "rev": 0}
    assert boss.put(f"{one}drawing/", bad).status_code == 422


def test_two_versions_are_compared(office: Office, program: Programs) -> None:
    process = office.process(office.step("a", "孙志远"), office.step("b", "刘洋"))
    from workflow.actions import definitions

    steps = [office.step("a", "王海"), office.step("c", "刘洋")]
    newer = definitions.draw(process, by=office.designer, source={"steps": steps}, fields={"n": "number"})
    office.start(process)
    boss = program("何欣", functions.DESIGN)
    rows = told(boss.get(f"workflow/versions/?process={process.pk}"))["items"]
    assert [row["number"] for row in rows] == [2, 1]
    found = told(boss.get(f"workflow/versions/{newer.pk}/comparison/?other={process.current_id}"))
    nodes = {(one["how"], one["key"]): one["settings"] for one in found["changes"] if one["what"] == "node"}
    assert nodes == {("changed", "a"): ["handler"], ("added", "c"): [], ("removed", "b"): []}
    assert (found["running_on_older"], found["running_on_newer"]) == (1, 0)
    assert told(boss.get(f"workflow/versions/{newer.pk}/drawing/"))["source"]["steps"][1]["key"] == "c"
    assert program("孟繁星").get("workflow/versions/").status_code == 403


def test_a_try_run_says_who_and_why_and_keeps_nothing(office: Office, program: Programs) -> None:
    from workflow.models import ActivationRow, Instance, TaskRow

    process = office.process(office.step("z", "孙志远"))
    boss = program("何欣", functions.DESIGN)
    where = f"workflow/processes/{process.pk}/tryouts/"
    given = {"source": tree(office), "fields": {"amount": "number"}, "starter": str(office.pid("孟繁星"))}

    def stops(**values: Any) -> dict[str, Any]:
        found = told(boss.post(where, {**given, "values": values}))
        assert found["outcome"] == "approved"
        return {stop["step"]: stop for stop in found["stops"]}

    dear = stops(amount=9000.5)
    assert list(dear) == ["start", "a", "c", "b", "k"]
    assert dear["a"]["rule"] == "发起人所在部门的负责人" and dear["a"]["people"][0]["name"]
    assert [one["name"] for one in dear["b"]["people"]] == ["孙志远", "刘洋"] and dear["b"]["vote"] == "全部同意才通过"
    assert [one["name"] for one in dear["k"]["people"]] == ["王海"]
    way = dear["c"]["ways"][0]
    assert (way["answer"], way["values"], way["chosen"]) == (True, {"amount": "9000.5"}, True)
    unknown = stops()
    assert "b" not in unknown
    assert [(one["answer"], one["chosen"]) for one in unknown["c"]["ways"]] == [(None, False), (None, True)]
    assert "按不成立" in unknown["c"]["ways"][0]["why"]
    lacking = {"steps": [office.step("x"), office.step("y", "孙志远")]}
    lacking["steps"][0]["handler"] = {"rule": "field", "field": "who"}
    stuck = told(boss.post(where, {**given, "source": lacking}))
    assert (stuck["outcome"], stuck["stops"][-1]["outcome"]) == ("blocked", "blocked") and stuck["stops"][-1]["notes"]
    circle = {"steps": [office.step("x", "孙志远"), {"kind": "again", "to": "x"}]}
    assert boss.post(where, {**given, "source": circle}).status_code == 422
    assert told(boss.post(where, {"starter": given["starter"]}))["stops"][1]["step"] == "z"
    assert program("孟繁星").post(where, given).status_code == 403
    assert not (Instance.objects.exists() or ActivationRow.objects.exists() or TaskRow.objects.exists())


def test_a_try_run_of_a_pool_a_parallel_part_and_a_wait(office: Office, program: Programs) -> None:
    process = office.process(office.step("z", "孙志远"))
    pool = office.step("p", "刘洋", "王海")
    pool["handler"]["pool"] = True
    source = {
        "steps": [
            {"kind": "parallel", "key": "f", "branches": [{"steps": [pool]}, {"steps": [office.step("q", "孙志远")]}]},
            {"kind": "wait", "key": "w", "hours": 4},
            office.step("r", "孙志远", same="any"),
        ]
    }
    given = {"source": source, "starter": str(office.pid("孟繁星"))}
    found = told(program("何欣", functions.DESIGN).post(f"workflow/processes/{process.pk}/tryouts/", given))
    stops = {stop["step"]: stop for stop in found["stops"]}
    assert found["outcome"] == "approved" and list(stops) == ["start", "f", "p", "q", "w", "r"]
    assert stops["p"]["pool"] and len(stops["p"]["people"]) == 2
    assert stops["r"]["people"][0]["same"] and stops["r"]["notes"]
    assert all(way["chosen"] for way in stops["f"]["ways"])
