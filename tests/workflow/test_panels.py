"""The designer's panel: what is drawn comes back as it was, what is filled in is checked, and only designers draw."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.actor import Actor
from kernel.scope import Scope, scope
from organization.models import Department, Post
from tests.support.databases import ONE
from tests.workflow.conftest import Office
from workflow import bpmn
from workflow.actions import definitions
from workflow.design.cards import summaries
from workflow.design.panels import PanelForm
from workflow.design.sections import Asked
from workflow.models import Process, Version

pytestmark = pytest.mark.feature("FRM-05", "COL-14")
BEFORE = (("start", "发起人"), ("a", "初审"), ("b", "复审"))
FIELDS = {"金额": "number", "经办": "list<string>"}


def refilled(step: dict[str, Any], kind: str, by: Actor) -> PanelForm:
    """The panel's form as a browser sends it back when nothing was touched."""
    blank = PanelForm(Asked(kind, step, BEFORE, FIELDS), by)
    sent = QueryDict(mutable=True)
    sent["asked"] = blank.initial["asked"]
    for name, field in blank.fields.items():
        value = blank.get_initial_for_field(field, name)
        if isinstance(value, bool):
            if value:
                sent[name] = "on"
        elif isinstance(value, list | tuple):
            sent.setlist(name, [str(one) for one in value])
        elif value is not None:
            sent[name] = str(value)
    form = PanelForm(Asked(kind, step, BEFORE, FIELDS), by, sent)
    assert form.is_valid(), form.errors
    return form


def steps(office: Office) -> list[tuple[str, dict[str, Any]]]:
    he, meng = str(office.pid("何欣")), str(office.pid("孟繁星"))
    post, department = str(Post.objects.order_by("id")[0].pk), str(Department.objects.order_by("id")[0].pk)
    return [
        ("approve", {"key": "c", "kind": "approve", "name": "审批", "handler": {"rule": "people", "people": [he, meng]}}),
        ("approve", {"key": "c", "kind": "approve", "name": "会签", "handler": {"rule": "people", "people": [he, meng]},
                     "vote": {"mode": "weighted", "num": 2, "den": 3, "weights": {he: 3, meng: 1}, "veto": ["all"]}}),
        ("approve", {"key": "c", "kind": "approve", "handler": {"rule": "head_of_department", "levels": 2, "kind": "deputy",
                     "of": "previous"}, "vote": {"mode": "ratio", "num": 1, "den": 2, "order": "serial"},
                     "deadline": {"days": 2, "hours": 4.5, "then": "superior"}, "empty": "skip", "own": "superior"}),
        ("approve", {"key": "c", "kind": "approve", "handler": {"rule": "post", "post": post,
                     "where": f"department:{department}", "pool": True}, "rejected": "a",
                     "vote": {"on_fail": "branch", "mode": "number", "need": 2}, "note": "请核对发票"}),
        ("handle", {"key": "c", "kind": "handle", "handler": {"rule": "field", "field": "经办"},
                    "rights": {"return_to": ["a"], "transfer": False, "opinion": "required", "mask": {"金额": "edit"}}}),
        ("cc", {"key": "c", "kind": "cc", "name": "知会", "handler": {"rule": "department", "department": department}}),
        ("wait", {"key": "c", "kind": "wait", "days": 3}),
        ("auto", {"key": "c", "kind": "auto", "set": {"已付": True, "说明": "自动", "次数": 2}, "tell": "paid"}),
        ("sub", {"key": "c", "kind": "sub", "process": "p", "values": {"数额": "金额"}}),
        ("again", {"key": "c", "kind": "again", "to": "b"}),
        ("end", {"key": "c", "kind": "end", "outcome": "rejected", "all": True}),
        ("condition-branch", {"name": "大额", "when": "金额 > 5000"}),
        ("condition-branch", {"otherwise": True}),
        ("parallel-branch", {"name": "财务"}),
    ]  # fmt: skip


def test_what_is_not_touched_stays_as_it_was(office: Office) -> None:
    office.process(office.step("x", "何欣"))
    for kind, step in steps(office):
        assert refilled(step, kind, office.designer).settings() == step, kind


def test_the_start_gives_the_values_that_conditions_may_read(office: Office) -> None:
    found = refilled({"key": "start", "kind": "start", "rights": {"cc": False}}, "start", office.designer).settings()
    assert found == {"key": "start", "kind": "start", "rights": {"cc": False}, "fields": FIELDS}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    step=st.dictionaries(
        st.sampled_from(
            ["handler", "vote", "deadline", "rights", "name", "note", "set", "values", "days", "empty", "of"]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rule", "people", "mode", "x"]), inner)
            ),
            max_leaves=8,
        ),
    ),
    kind=st.sampled_from(
        ["start", "approve", "handle", "cc", "wait", "auto", "sub", "again", "end", "condition-branch"]
    ),
)
def test_no_step_however_wrong_breaks_the_panel_or_the_cards(office: Office, step: dict[str, Any], kind: str) -> None:
    form = PanelForm(Asked(kind, step, BEFORE, FIELDS), office.designer)
    assert [line.bound.as_widget() for section in form.sections() for line in section.lines]
    summaries({"start": {}, "steps": [{**step, "key": "c", "kind": kind}]})


def test_what_is_wrong_is_said_at_its_field(office: Office) -> None:
    form = PanelForm(
        Asked("condition-branch", {}, BEFORE, FIELDS),
        office.designer,
        {"taken": "when", "when": "数量 > 3", "asked": "{}"},
    )
    assert not form.is_valid()
    assert set(form.errors) == {"when"}
    stranger = "01977420-dc00-7000-8000-00000000dead"
    step = {"handler": {"rule": "people", "people": [stranger]}}
    form = PanelForm(
        Asked("cc", step, BEFORE, FIELDS), office.designer, {"rule": "people", "people": [stranger], "asked": "{}"}
    )
    assert "people" in form.errors


@pytest.fixture
def drawn(office: Office) -> tuple[Process, Version]:
    process = definitions.create(by=office.designer, key="expense", name="费用报销")
    source = {"start": {"key": "start", "kind": "start"}, "steps": [office.step("a", "何欣")]}
    return process, definitions.save_draft(process, by=office.designer, source=source, fields={"金额": "number"})


def post(client: Client, path: str, sent: Any) -> Any:
    return client.post(path, json.dumps(sent), content_type="application/json")


def test_a_drawing_is_kept_tried_published_and_taken_out(
    office: Office, drawn: tuple[Process, Version], client_for: Any, tenant: Scope
) -> None:
    process, version = drawn
    client = client_for(office.person("何欣").account)
    here = f"/workflow/processes/{process.pk}/"
    page = client.get(f"{here}designer/")
    assert page.status_code == 200
    assert "审批" in page.content.decode() or "approve" in page.content.decode()
    source = {**version.source, "steps": [*version.source["steps"], {"kind": "cc", "key": "c"}]}
    kept = post(client, f"{here}drawing/", {"rev": f"{version.pk}:0", "source": source, "fields": version.fields})
    assert kept.status_code == 200
    assert [fault["place"] for fault in kept.json()["faults"]] == ["c"]
    late = post(client, f"{here}drawing/", {"rev": f"{version.pk}:0", "source": source, "fields": {}})
    assert late.status_code == 409
    refused = client.post(f"{here}drawing/publication/", {"rev": kept.json()["rev"]})
    assert refused.status_code == 303
    process.refresh_from_db()
    assert process.current is None
    kept = post(
        client, f"{here}drawing/", {"rev": kept.json()["rev"], "source": version.source, "fields": version.fields}
    )
    tried = client.post(f"{here}trial/", {
        "starter": office.pid("孟繁星"), "values": "金额 = 6", "source": json.dumps(version.source), "fields": "{}",
    })  # fmt: skip
    assert "何欣" in tried.json()["html"]
    client.post(f"{here}drawing/publication/", {"rev": kept.json()["rev"], "note": "第一版"})
    process.refresh_from_db()
    assert process.current is not None
    assert process.current.note == "第一版"
    file = client.get(f"{here}process.bpmn")
    assert bpmn.read(file.content).as_dict() == process.current.graph


def test_what_no_designer_sends_is_refused_in_words(
    office: Office, drawn: tuple[Process, Version], client_for: Any, tenant: Scope
) -> None:
    process, _version = drawn
    client = client_for(office.person("何欣").account)
    here = f"/workflow/processes/{process.pk}/"
    for path, sent in (
        (f"{here}drawing/", "nonsense"), (f"{here}drawing/", []), (f"{here}drawing/", {"source": [], "fields": {}}),
        (f"{here}drawing/", {"source": {"a": "\x00"}, "fields": {}}), ("/workflow/panel/", {"step": 3}), ("/workflow/panel/", None),
    ):  # fmt: skip
        assert post(client, path, sent).status_code == 422, (path, sent)
    assert client.post("/workflow/panel/step/", {"asked": "{"}).status_code == 422
    assert client.post(f"{here}trial/", {"source": "{}", "fields": "{}"}).status_code == 422


def test_only_designers_draw(office: Office, drawn: tuple[Process, Version], client_for: Any, tenant: Scope) -> None:
    process, _version = drawn
    client = client_for(office.person("孟繁星").account)
    here = f"/workflow/processes/{process.pk}/"
    assert client.get(f"{here}designer/").status_code == 403
    assert client.get(f"{here}process.bpmn").status_code == 403
    for path in (
        f"{here}drawing/",
        f"{here}drawing/publication/",
        f"{here}trial/",
        "/workflow/panel/",
        "/workflow/panel/step/",
    ):
        assert client.post(path, {}).status_code == 403, path
    with scope(ONE):
        assert Version.objects.count() == 1
