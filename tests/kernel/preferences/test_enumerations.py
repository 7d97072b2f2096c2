"""Enumerations: declared ones are synced, the tenant's own are made, used items only retire."""

from __future__ import annotations

import pytest

from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.preferences import EnumerationDeclaration, ItemDeclaration, actions, enumerated, queries
from kernel.preferences.models import Enumeration, EnumerationItem
from kernel.scope import scope

pytestmark = pytest.mark.feature("ADM-14")
SYSTEM = Actor.system("sync")


@pytest.fixture
def places(monkeypatch):
    """A built-in list of two steps, known only to this test."""
    monkeypatch.setattr(enumerated, "BUILT_IN", dict(enumerated.BUILT_IN))
    for module in (actions.enumerations, queries):
        monkeypatch.setattr(module, "BUILT_IN", enumerated.BUILT_IN)
    items = (
        ItemDeclaration("zj", "浙江", "Zhejiang"),
        ItemDeclaration("hz", "杭州", "Hangzhou", parent="zj"),
        ItemDeclaration("sh", "上海", "Shanghai"),
    )
    return EnumerationDeclaration("tests.place", "地点", "Place", items)


def test_syncing_twice_changes_nothing_and_keeps_what_the_tenant_did(tenant, admin, places, settings):
    assert actions.sync_enumerations(by=SYSTEM) > 0
    assert actions.sync_enumerations(by=SYSTEM) == 0
    hangzhou = EnumerationItem.objects.get(value="hz")
    assert hangzhou.parent is not None and hangzhou.parent.value == "zj"
    actions.edit_item(hangzhou, by=admin, label_zh="杭州市")
    own = actions.add_item(hangzhou.enumeration, by=admin, label_zh="宁波", parent=hangzhou.parent)
    enumerated.BUILT_IN.pop("tests.place")
    EnumerationDeclaration(
        "tests.place",
        "地点",
        "Place",
        (ItemDeclaration("zj", "浙江省", "Zhejiang"), ItemDeclaration("hz", "杭州!", "Hangzhou", parent="zj")),
    )
    assert actions.sync_enumerations(by=SYSTEM) == 1
    found = {item.value: item for item in hangzhou.enumeration.items.all()}
    assert (found["zj"].label_zh, found["hz"].label_zh) == ("浙江省", "杭州市")
    assert found["sh"].retired_at
    assert not found[own.value].retired_at
    assert actions.sync_enumerations(by=SYSTEM) == 0


def test_choices(tenant, admin, places):
    # Before the list is brought into the tenant, the declaration answers.
    assert queries.choices("tests.place", parent="zj") == [("hz", "杭州")]
    actions.sync_enumerations(by=SYSTEM)
    assert queries.choices("tests.place") == [("zj", "浙江"), ("hz", "杭州"), ("sh", "上海")]
    assert queries.choices("tests.place", parent="") == [("zj", "浙江"), ("sh", "上海")]
    shanghai = EnumerationItem.objects.get(value="sh")
    actions.retire_item(shanghai, by=admin)
    assert queries.choices("tests.place", parent="") == [("zj", "浙江")]
    assert queries.choices("tests.place", parent="", keep="sh") == [("zj", "浙江"), ("sh", "上海")]
    assert queries.label("tests.place", "sh") == "上海"
    assert queries.label("tests.place", "nowhere") == "nowhere"
    with pytest.raises(NotFound):
        queries.choices("tests.nothing")


def test_choices_in_english(tenant, places):
    from django.utils import translation

    actions.sync_enumerations(by=SYSTEM)
    with translation.override("en"):
        assert queries.choices("tests.place", parent="zj") == [("hz", "Hangzhou")]


def test_the_tenants_own_list_from_making_to_deleting(tenant, admin):
    made = actions.make_enumeration("customer_kind", by=admin, title_zh="客户类型", title_en="Kind of customer")
    assert made.key == "own.customer_kind"
    big, small = (actions.add_item(made, by=admin, label_zh=words) for words in ("大客户", "小客户"))
    below = actions.add_item(made, by=admin, label_zh="上市公司", parent=big, value="listed")
    actions.order_items(made, by=admin, items=[small.pk, big.pk])
    assert [value for value, _label in queries.choices(made.key)] == ["小客户", "大客户", "listed"]
    with pytest.raises(Conflict, match="大客户"):
        actions.delete_item(big, by=admin)
    actions.delete_item(below, by=admin)
    actions.edit_enumeration(made, by=admin, title_zh="客户类别")
    actions.delete_enumeration(Enumeration.objects.get(key=made.key), by=admin)
    assert not Enumeration.objects.filter(key=made.key).exists()
    kinds = set(EventRow.objects.filter(kind__startswith="preferences.").values_list("kind", flat=True))
    assert {"preferences.enumeration.made", "preferences.item.added", "preferences.item.deleted"} <= kinds


def test_used_items_are_retired_not_deleted(tenant, admin, monkeypatch):
    monkeypatch.setattr(enumerated, "_USERS", {})
    made = actions.make_enumeration("colour", by=admin, title_zh="颜色")
    red = actions.add_item(made, by=admin, label_zh="红", value="red")
    enumerated.used_by("own.colour", lambda value: value == "red")
    with pytest.raises(Conflict):
        actions.delete_item(red, by=admin)
    with pytest.raises(Conflict):
        actions.delete_enumeration(made, by=admin)
    actions.retire_item(red, by=admin)
    assert queries.choices(made.key) == []
    with pytest.raises(Conflict):
        actions.retire_item(red, by=admin)
    actions.restore_item(red, by=admin)
    assert queries.choices(made.key) == [("red", "红")]


def test_refusals(tenant, admin, li, places):
    actions.sync_enumerations(by=SYSTEM)
    place = Enumeration.objects.get(key="tests.place")
    item = place.items.get(value="zj")
    with pytest.raises(Refused):
        actions.make_enumeration("x", by=li, title_zh="甲")
    with pytest.raises(Refused):
        actions.add_item(place, by=li, label_zh="甲")
    for acting in (actions.edit_item, actions.retire_item, actions.restore_item, actions.delete_item):
        with pytest.raises(Refused):
            acting(item, by=li, **({"label_zh": "甲"} if acting is actions.edit_item else {}))
    with pytest.raises(Refused):
        actions.order_items(place, by=li, items=[])
    with pytest.raises(Refused):
        actions.delete_enumeration(place, by=li)
    with pytest.raises(Refused):
        actions.edit_enumeration(place, by=li, title_zh="甲")
    with pytest.raises(Refused):
        actions.sync_enumerations(by=li)
    with pytest.raises(Conflict):
        actions.edit_enumeration(place, by=admin, title_zh="甲")
    with pytest.raises(Conflict):
        actions.delete_enumeration(place, by=admin)
    with pytest.raises(Conflict):
        actions.delete_item(item, by=admin)
    with pytest.raises(NotFound):
        queries.enumeration("tests.place", for_=li)
    with pytest.raises(NotFound):
        queries.item(item.pk, for_=li)
    assert list(queries.enumerations_visible_to(li)) == []


@pytest.mark.parametrize(
    ("code", "title", "field"), [("9x", "甲", "code"), ("", "甲", "code"), ("ok", " ", "title_zh")]
)
def test_mistakes_are_told_at_their_field(tenant, admin, code, title, field):
    with pytest.raises(Invalid) as refused:
        actions.make_enumeration(code, by=admin, title_zh=title)
    assert field in refused.value.errors


def test_mistakes_in_items(tenant, admin):
    made = actions.make_enumeration("colour", by=admin, title_zh="颜色")
    other = actions.make_enumeration("shape", by=admin, title_zh="形状")
    actions.add_item(made, by=admin, label_zh="红", value="red")
    for fields, field in (
        ({"label_zh": "赤", "value": "red"}, "value"),
        ({"label_zh": ""}, "label_zh"),
        ({"label_zh": "赤", "value": "a b"}, "value"),
        ({"label_zh": "圆", "parent": EnumerationItem.objects.get(value="red")}, "parent"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.add_item(other if field == "parent" else made, by=admin, **fields)
        assert field in refused.value.errors
    with pytest.raises(Invalid):
        actions.order_items(other, by=admin, items=[EnumerationItem.objects.get(value="red").pk])


def test_each_tenant_has_its_own(db, one, two, admin):
    actions.sync(one)
    actions.sync(two)
    with scope(one):
        urgent = EnumerationItem.objects.get(enumeration__key="general.urgency", value="urgent")
        actions.edit_item(urgent, by=admin, label_zh="加急")
        assert queries.label("general.urgency", "urgent") == "加急"
        with scope(two):
            assert queries.label("general.urgency", "urgent") == "紧急"
