"""Drawing in the designer: kept with its faults, never over somebody else's, published only without faults."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, Refused
from tests.workflow.conftest import Office
from workflow.actions import definitions, drawings
from workflow.models import Drawing, Process, Version

pytestmark = pytest.mark.feature("FRM-05")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def tree(*steps: Any) -> dict[str, Any]:
    return {"start": {"key": "start"}, "steps": list(steps)}


@pytest.fixture
def process(office: Office) -> Process:
    return definitions.create(by=office.designer, key="expense", name="费用报销")


def test_a_drawing_is_kept_with_its_faults_and_published_without(office: Office, process: Process) -> None:
    by = office.designer
    gaps = tree({"kind": "approve", "key": "a", "name": "部门审批"}, {"kind": "cc", "key": "c"})
    assert drawings.keep(process, by=by, source=gaps, rev=0, now=NOW).rev == 1
    with pytest.raises(Invalid) as caught:
        drawings.publish(process, by=by, rev=1)
    assert set(caught.value.errors) == {"a", "c"}
    assert not Version.objects.filter(published_at__isnull=False).exists()
    whole = tree(office.step("a", "何欣"))
    drawings.keep(process, by=by, source=whole, fields={"金额": "number"}, rev=1, now=NOW)
    version = drawings.publish(process, by=by, rev=2, note="第一版")
    process.refresh_from_db()
    assert (process.current, version.source, version.fields) == (version, whole, {"金额": "number"})
    with pytest.raises(Invalid):
        drawings.publish(process, by=by, rev=2)


def test_the_second_of_two_who_draw_is_told(office: Office, process: Process) -> None:
    drawings.keep(process, by=office.designer, source=tree(), rev=0)
    with pytest.raises(Conflict, match="何欣"):
        drawings.keep(process, by=office.designer, source=tree(office.step("a", "何欣")), rev=0)
    assert Drawing.objects.get().source == tree()
    for late in (
        lambda: drawings.publish(process, by=office.designer, rev=0),
        lambda: drawings.discard(process, by=office.designer, rev=9),
    ):
        with pytest.raises(Conflict):
            late()
    drawings.discard(process, by=office.designer, rev=1)
    drawings.discard(process, by=office.designer, rev=1)
    assert not Drawing.objects.exists()


def test_the_log_is_not_flooded(office: Office, process: Process) -> None:
    for number, minutes in enumerate((0, 1, 9, 11, 12)):
        drawings.keep(process, by=office.designer, source=tree(), rev=number, now=NOW + timedelta(minutes=minutes))
    assert EventRow.objects.filter(kind="workflow.process.sketched").count() == 2


def test_only_designers_draw_and_only_drawings_are_kept(office: Office, process: Process) -> None:
    anybody = office.actor("孟繁星")
    for act in (
        lambda: drawings.keep(process, by=anybody, source=tree(), rev=0),
        lambda: drawings.publish(process, by=anybody, rev=0),
        lambda: drawings.discard(process, by=anybody, rev=0),
    ):
        with pytest.raises(Refused):
            act()
    wrong: list[dict[str, Any]] = [{}, {"steps": 3, "start": {}}, {"steps": []}, tree({"note": "长" * 400_000})]
    for bad in wrong:
        with pytest.raises(Invalid):
            drawings.keep(process, by=office.designer, source=bad, rev=0)
