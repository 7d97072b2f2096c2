"""Forms as administrators make them: drafts, versions, rights, and what publishing says."""

from __future__ import annotations

import pytest

from forms import queries, words
from forms.actions import definitions
from forms.models import Form, FormGrant, FormVersion
from forms.schema import compare
from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, Refused
from tests.forms.conftest import Desk
from tests.forms.schema.expense import expense


@pytest.mark.feature("FRM-07")
def test_publishing_makes_a_version_that_never_changes(desk: Desk) -> None:
    form = desk.form()
    first = form.current
    assert first is not None and first.number == 1
    changed = expense()
    changed["fields"]["total"]["label"] = "总计"
    del changed["fields"]["days"]
    changed["views"] = {}
    definitions.save_draft(form, by=desk.designer, schema=changed, rev=0)
    second = definitions.publish(form, by=desk.designer, note="去掉日期")
    assert (second.number, second.form.current_id) == (2, second.pk)
    assert FormVersion.objects.get(pk=first.pk).schema["fields"]["total"]["label"] == "合计"
    said = EventRow.objects.filter(kind="forms.form.published").latest("at").data["changed"]
    assert len(said) == 3 and any("出差日期" in one for one in said)


def test_the_order_of_fields_and_columns_is_kept(desk: Desk) -> None:
    form = desk.form()
    kept = form.versions.get().schema
    assert list(kept["fields"]) == list(expense()["fields"])
    assert list(kept["fields"]["items"]["fields"]) == ["what", "qty", "price", "sub", "why"]


def test_publishing_the_same_again_makes_no_version(desk: Desk) -> None:
    form = desk.form()
    assert definitions.publish(form, by=desk.designer).pk == form.current_id


def test_a_draft_may_have_faults_and_a_version_none(desk: Desk) -> None:
    form = desk.form()
    broken = expense()
    broken["fields"]["total"]["calc"] = "sum(items.no)"
    form, faults = definitions.save_draft(form, by=desk.designer, schema=broken, rev=0)
    assert [fault.path for fault in faults] == ["fields.total.calc"]
    with pytest.raises(Invalid) as wrong:
        definitions.publish(form, by=desk.designer)
    assert set(wrong.value.errors) == {"fields.total.calc"}


def test_two_designers_do_not_overwrite_each_other(desk: Desk) -> None:
    form = desk.form()
    definitions.save_draft(form, by=desk.designer, schema=expense(), rev=0)
    with pytest.raises(Conflict):
        definitions.save_draft(form, by=desk.designer, schema=expense(), rev=0)
    with pytest.raises(Conflict):
        definitions.publish(form, by=desk.designer, rev=0)


def test_only_designers_design(desk: Desk) -> None:
    form = desk.form()
    given = FormGrant.objects.get(form=form)
    for deed in (
        lambda: definitions.create_form(by=desk.employee, key="x", name="x"),
        lambda: definitions.save_draft(form, by=desk.employee, schema=expense(), rev=0),
        lambda: definitions.publish(form, by=desk.employee),
        lambda: definitions.stop(form, by=desk.employee),
        lambda: definitions.grant(form, by=desk.employee, principal="all", right="see"),
        lambda: definitions.revoke(given, by=desk.employee),
    ):
        with pytest.raises(Refused):
            deed()


@pytest.mark.parametrize(("key", "name", "at"), [("1x", "x", "key"), ("expense", "x", "key"), ("y", " ", "name")])
def test_a_form_needs_a_key_of_its_own_and_a_name(desk: Desk, key: str, name: str, at: str) -> None:
    desk.form()
    with pytest.raises(Invalid) as wrong:
        definitions.create_form(by=desk.designer, key=key, name=name)
    assert set(wrong.value.errors) == {at}


def test_what_a_definition_names_elsewhere_must_be_there(desk: Desk) -> None:
    desk.form(key="contracts", schema={"v": 1, "fields": {"worth": {"type": "money", "label": "金额"}}})
    raw = {"v": 1, "fields": {
        "no": {"type": "serial", "label": "编号", "rule": "nothing"},
        "other": {"type": "record", "label": "某", "form": "nothing"},
        "contract": {"type": "record", "label": "合同", "form": "contracts", "bring": {"name": "worth"}},
        "name": {"type": "text", "label": "名称"},
    }}  # fmt: skip
    found = {fault.path: fault.code for fault in definitions.faults_of(raw)}
    assert found == {
        "fields.no.rule": "unknown-rule",
        "fields.other.form": "unknown-form",
        "fields.contract.bring": "bring-type",
    }


def test_a_stopped_form_takes_no_new_records(desk: Desk) -> None:
    form = desk.form()
    definitions.stop(form, by=desk.designer)
    with pytest.raises(Refused):
        desk.start(form)
    assert form not in queries.enterable(desk.employee)


def test_rights_decide_who_sees_a_form(desk: Desk) -> None:
    form = desk.form(all_may="")
    assert not queries.forms_visible_to(desk.employee).exists()
    given = definitions.grant(form, by=desk.designer, principal=f"person:{desk.employee.person}", right="see")
    assert list(queries.forms_visible_to(desk.employee)) == [form]
    assert not queries.enterable(desk.employee).exists()
    definitions.revoke(given, by=desk.designer)
    assert not queries.forms_visible_to(desk.employee).exists()
    with pytest.raises(Invalid):
        definitions.grant(form, by=desk.designer, principal="all", right="own")
    assert Form.objects.count() == 1


def test_differences_are_said_in_words() -> None:
    old, new = expense(), expense()
    del new["fields"]["kept"]
    new["fields"]["extra"] = {"type": "text", "label": "附加"}
    new["fields"]["items"]["fields"]["qty"]["min"] = "1"
    new["fields"]["kind"] = {"type": "text", "label": "类别"}
    new["rules"] = []
    found = compare(old, new)
    assert {(one.code, one.path) for one in found} >= {
        ("field-removed", "kept"),
        ("field-added", "extra"),
        ("field-changed", "items.qty"),
        ("field-of-another-type", "kind"),
        ("rules-changed", "rules"),
    }
    assert all(words.of_difference(one) for one in found)
    assert compare(old, expense()) == []
