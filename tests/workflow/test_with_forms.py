"""Forms and processes together: an expense claim is filled in, decided on its total, returned, corrected and approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from forms import functions as form_functions
from forms.actions import definitions as forms
from forms.actions import numbers
from forms.models import Form, Record, RecordChange, SerialIssued
from forms.touching import uses
from kernel.actor import Actor
from kernel.policies import Conflict, Invalid, Refused
from kernel.ports import Directory, sockets
from organization.directory import OrganizationDirectory
from tests.workflow.conftest import Office
from workflow import functions, masks
from workflow.actions import definitions, matters, tasks
from workflow.actions.hand import plan
from workflow.models import Instance, LogEntry, Process

A, B, C, SENDER = "林静怡", "孙志远", "刘洋", "孟繁星"

EXPENSE: dict[str, Any] = {
    "v": 1,
    "fields": {
        "no": {"type": "serial", "label": "编号", "rule": "no"},
        "reason": {"type": "text", "label": "事由", "required": True},
        "items": {
            "type": "table",
            "label": "明细",
            "min": 1,
            "fields": {
                "what": {"type": "text", "label": "品名", "required": True},
                "price": {"type": "money", "label": "金额"},
                "cost": {"type": "text", "label": "成本中心"},
            },
        },
        "total": {"type": "money", "label": "合计", "calc": "sum(items.price)"},
        "remark": {"type": "text", "label": "财务备注"},
        "next": {"type": "person", "label": "复核人"},
    },
}
START = {"else": "edit", "fields": {"remark": "hidden", "items.cost": "hidden"}}
FINANCE = {
    "else": "read",
    "fields": {"remark": "required", "items": "edit", "items.price": "read"},
    "rows": {"items": []},
}


class Desk(Office):
    """The office with an expense form and a process on it."""

    def form(self) -> Form:
        by = self.actor("何欣", form_functions.DESIGN, form_functions.MANAGE)
        numbers.set_rule(None, by=by, key="no", name="报销编号", pattern="报{yyyy}-{n:3}")
        made = forms.create_form(by=by, key="expense", name="报销单", schema=EXPENSE)
        forms.publish(made, by=by)
        return Form.objects.get(pk=made.pk)

    def steps(self) -> list[dict[str, Any]]:
        vote = {"mode": "ratio", "num": 2, "den": 3, "on_fail": "starter"}
        dear = [self.step("board", A, B, C, vote=vote, same="ask")]
        return [
            self.step("head", A),
            {
                "kind": "condition",
                "key": "c",
                "branches": [{"when": "total > 5000", "steps": dear}, {"otherwise": True}],
            },
            self.step("finance", B, rights={"mask": FINANCE}, same="ask"),
        ]

    def expense(self, *steps: dict[str, Any]) -> Process:
        source = {
            "start": {"kind": "start", "key": "start", "rights": {"mask": START}},
            "steps": [*(steps or self.steps())],
        }
        made = definitions.create(by=self.designer, key="expense", name="报销", form=self.form())
        definitions.publish(definitions.draw(made, by=self.designer, source=source), by=self.designer)
        return Process.objects.get(pk=made.pk)

    def claim(self, process: Process, *prices: str, **more: Any) -> Instance:
        rows = [{"what": "纸", "price": price} for price in prices]
        return self.start(process, SENDER, values={"reason": "采购", "items": rows, **more})


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk()


class Designs(OrganizationDirectory):
    """The directory, in which one person designs processes and forms."""

    def actor_for(self, account: Any, position: Any = None) -> Actor:
        found = super().actor_for(account, position)
        more = {functions.DESIGN, form_functions.DESIGN} if found.name == "何欣" else set()
        return replace(found, functions=found.functions | more)


def filled(matter: Instance) -> Record:
    return Record.objects.get(matter=matter.pk)


def seen(matter: Instance, desk: Desk, name: str) -> dict[str, Any]:
    fresh = Instance.objects.get(pk=matter.pk)
    return masks.shown(fresh, plan(fresh.plan_id).steps, by=desk.actor(name))


@pytest.mark.feature("COL-14", "COL-23", "FRM-01")
def test_three_people_run_an_expense_claim_to_its_end(desk: Desk) -> None:
    matter = desk.claim(desk.expense(), "4000", "3000")
    record = filled(matter)
    assert (record.matter, record.status, record.values["total"]) == (matter.pk, "submitted", "7000.00")
    assert record.values["no"].endswith("-001") and matter.values["no"] == record.values["no"]
    desk.agree(matter, A)
    assert desk.waiting(matter) == sorted([("board", A), ("board", B), ("board", C)]), "by the calculated total"
    desk.agree(matter, A)
    # The first no leaves two of three possible, the second does not: back to the sender.
    desk.disagree(matter, B)
    desk.disagree(matter, C)
    assert desk.waiting(matter) == [("start", SENDER)]
    rows = [
        {"_id": row["_id"], "price": price} for row, price in zip(record.values["items"], ("100", "200"), strict=True)
    ]
    desk.agree(matter, SENDER, values={"items": rows})
    assert Instance.objects.get(pk=matter.pk).values["total"] == "300.00"
    desk.agree(matter, A)
    assert desk.waiting(matter) == [("finance", B)], "the corrected total is what the condition reads"
    with pytest.raises(Invalid) as lacking:
        desk.agree(matter, B)
    assert "remark" in lacking.value.errors, "required at this step though nothing was sent"
    desk.agree(matter, B, values={"remark": "已核"})
    assert desk.status(matter) == "APPROVED"
    record.refresh_from_db()
    assert (record.status, record.values["remark"], record.values["no"]) == ("submitted", "已核", matter.values["no"])
    told = RecordChange.objects.filter(record=record, path="remark").get()
    assert (told.name, told.step, told.new) == (B, "finance", "已核")
    assert "已核" not in str(list(LogEntry.objects.filter(instance=matter).values("data", "changes")))


def test_what_a_mask_does_not_let_is_refused_by_name_and_nothing_is_kept(desk: Desk) -> None:
    process = desk.expense()
    with pytest.raises(Refused, match="财务备注"):
        desk.claim(process, "1", remark="x")
    with pytest.raises(Invalid) as wrong:
        desk.start(process, SENDER, values={"items": [{"what": "纸", "price": "1"}]})
    assert "reason" in wrong.value.errors
    assert not Instance.objects.exists() and not Record.objects.exists() and not SerialIssued.objects.exists()
    matter = desk.claim(process, "10")
    with pytest.raises(Refused, match="事由"):
        desk.agree(matter, A, values={"reason": "改"})
    tasks.ask_others(desk.todo(matter, A), by=desk.actor(A), how="before", people=[desk.pid("何欣")])
    desk.agree(matter, "何欣")
    desk.agree(matter, A)
    row = matter.values["items"][0]["_id"]
    with pytest.raises(Refused, match="金额"):
        desk.agree(matter, B, values={"remark": "好", "items": [{"_id": row, "price": "9"}]})
    tasks.ask_others(desk.todo(matter, B), by=desk.actor(B), how="before", people=[desk.pid(C)])
    with pytest.raises(Refused, match="财务备注"):
        desk.agree(matter, C, values={"remark": "顾问不填"})
    desk.agree(matter, C)
    desk.agree(matter, B, values={"remark": "好", "items": [{"_id": row, "cost": "行政部"}]})
    values = filled(matter).values
    assert (values["items"][0]["cost"], values["items"][0]["price"], values["total"]) == ("行政部", "10.00", "10.00")


def test_a_hidden_field_is_seen_by_nobody_it_is_hidden_from(desk: Desk, client_for: Callable[..., Client]) -> None:
    process = desk.expense()
    matter = desk.claim(process, "10")
    desk.agree(matter, A)
    row = matter.values["items"][0]["_id"]
    desk.agree(matter, B, values={"remark": "内部意见", "items": [{"_id": row, "cost": "秘密中心"}]})
    assert seen(matter, desk, B)["remark"] == "内部意见"
    assert "remark" not in seen(matter, desk, SENDER) and "cost" not in seen(matter, desk, SENDER)["items"][0]
    client = client_for(desk.person(SENDER).account)
    answer = client.get(f"/api/v1/workflow/matters/{matter.pk}/").json()
    assert answer["record"] == str(matter.record_id) and answer["values"]["total"] == "10.00"
    places = [
        f"/api/v1/workflow/matters/{matter.pk}/{part}" for part in ("", "tasks/", "steps/", "opinions/", "picture/")
    ]
    places += [f"/workflow/matters/{matter.pk}/", "/api/v1/forms/records/"]
    for path in places:
        text = client.get(path).content.decode()
        assert "内部意见" not in text and "秘密中心" not in text, path
    for path in ("", "changes/"):
        assert client.get(f"/api/v1/forms/records/{matter.record_id}/{path}").status_code == 404


def test_what_is_passed_on_shows_no_more_than_whoever_passed_it_on_sees(desk: Desk) -> None:
    matter = desk.claim(desk.expense(), "10")
    desk.agree(matter, A)
    desk.agree(matter, B, values={"remark": "内部意见"})
    matters.circulate(matter, by=desk.actor(SENDER), people=[desk.pid(C)])
    matters.circulate(matter, by=desk.actor(C), people=[desk.pid("王海")])
    for name in (C, "王海"):
        assert "remark" not in seen(matter, desk, name) and seen(matter, desk, name)["total"] == "10.00"
    matters.circulate(matter, by=desk.actor(B), people=[desk.pid("何欣")])
    assert seen(matter, desk, "何欣")["remark"] == "内部意见"


def test_revoking_and_terminating_void_the_record_with_its_number(desk: Desk) -> None:
    process = desk.expense()
    form = process.form
    assert form is not None
    one, two, draft = desk.claim(process, "1"), desk.claim(process, "2"), desk.claim(process, "3")
    assert uses().running(form.pk) == 3
    matters.revoke(one, by=desk.actor(SENDER), reason="填错")
    matters.terminate(two, by=desk.designer, reason="不办了")
    matters.revoke(draft, by=desk.actor(SENDER), reason="再改", to_draft=True)
    assert uses().running(form.pk) == 0
    assert [filled(row).status for row in (one, two, draft)] == ["void", "void", "submitted"]
    given = SerialIssued.objects.filter(record__in=[one.record_id, two.record_id]).values_list("reason", flat=True)
    assert sorted(given) == sorted(["填错", "不办了"])
    with pytest.raises(Conflict):
        matters.reopen(one, by=desk.designer, target="head", reason="再来")
    # A draft is sent again with its number, corrected by its sender and by nobody's mask but theirs.
    with pytest.raises(Refused, match="财务备注"):
        matters.resubmit(draft, by=desk.actor(SENDER), values={"remark": "x"})
    matters.resubmit(draft, by=desk.actor(SENDER), values={"reason": "改好"})
    assert filled(draft).values["reason"] == "改好"
    assert uses().running(form.pk) == 1 and desk.waiting(draft) == [("head", A)]


def test_the_page_shows_a_form_in_words(desk: Desk, client_for: Callable[..., Client]) -> None:
    matter = desk.claim(desk.expense(), "1234", next=str(desk.pid(C)))
    text = client_for(desk.person(SENDER).account).get(f"/workflow/matters/{matter.pk}/").content.decode()
    assert "1,234.00" in text and "复核人" in text and C in text and "财务备注" not in text


def test_designers_choose_the_form_on_the_page_and_by_api(
    desk: Desk, client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sockets._offered, Directory, Designs())
    client, form = client_for(desk.person("何欣").account), desk.form()
    sent = {"key": "e", "name": "报销", "revoke": "any", "form": str(form.pk)}
    assert client.post("/workflow/processes/new/", sent).status_code in (302, 303)
    made = Process.objects.get(key="e")
    assert made.form == form
    assert f'value="{form.pk}" selected' in client.get(f"/workflow/processes/{made.pk}/edit/").content.decode()
    place = f"/api/v1/workflow/processes/{made.pk}/"
    assert client.get(place).json()["form"] == str(form.pk)
    gone = client.patch(place, {"form": None}, content_type="application/json")
    assert gone.status_code == 200 and gone.json()["form"] is None
    unknown = client.patch(place, {"form": str(made.pk)}, content_type="application/json")
    assert unknown.status_code == 404


def test_handlers_are_read_from_the_form(desk: Desk) -> None:
    process = desk.expense(
        {"kind": "approve", "key": "n", "name": "复核", "handler": {"rule": "field", "field": "next"}}
    )
    assert desk.waiting(desk.claim(process, "1", next=str(desk.pid(C)))) == [("n", C)]


def test_a_drawing_is_checked_against_its_form(desk: Desk) -> None:
    process = desk.expense()
    wrong = [
        desk.step("a", A, rights={"mask": {"fields": {"nothing": "read"}}}),
        {"kind": "auto", "key": "s", "set": {"reason": "x"}},
    ]
    version = definitions.draw(process, by=desk.designer, source={"steps": wrong})
    with pytest.raises(Invalid) as refused:
        definitions.publish(version, by=desk.designer)
    assert set(refused.value.errors) == {"a", "s"} and "nothing" in str(refused.value.errors["a"])
    branches = [{"when": "amount > 1", "steps": [desk.step("a", A)]}, {"otherwise": True}]
    source = {"steps": [{"kind": "condition", "key": "c", "branches": branches}]}
    unread = definitions.draw(process, by=desk.designer, source=source)
    with pytest.raises(Invalid, match="amount"):
        definitions.publish(unread, by=desk.designer)
    declared = definitions.draw(process, by=desk.designer, source=source, fields={"amount": "number"})
    definitions.publish(declared, by=desk.designer)
    assert declared.process.form is not None
    declared.refresh_from_db()
    assert declared.form_version == declared.process.form.current


def test_a_form_that_was_not_published_keeps_its_process_from_being(desk: Desk) -> None:
    by = desk.actor("何欣", form_functions.DESIGN)
    schema = {"v": 1, "fields": {"a": {"type": "text", "label": "甲"}}}
    form = forms.create_form(by=by, key="draft", name="草稿", schema=schema)
    made = definitions.create(by=desk.designer, key="d", name="草稿流程")
    definitions.edit(made, by=desk.designer, form=form)
    version = definitions.draw(made, by=desk.designer, source={"steps": [desk.step("a", A)]})
    with pytest.raises(Invalid):
        definitions.publish(version, by=desk.designer)
    forms.publish(form, by=by)
    definitions.publish(type(version).objects.get(pk=version.pk), by=desk.designer)
