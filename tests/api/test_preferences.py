"""Settings and enumerations by the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.preferences.preferences import BRAND_NAME
from tests.support.programs import Program, told

Programs = Callable[..., Program]
pytestmark = pytest.mark.feature("ADM-07")


@pytest.fixture
def admin(program: Programs) -> Program:
    return program("zhao", "preferences.manage")


def test_a_setting_is_set_fixed_freed_and_put_back(admin: Program) -> None:
    one = f"preferences/settings/{BRAND_NAME.key}/"
    rows = {row["key"]: row for row in told(admin.get("preferences/settings/?place=company"))["items"]}
    assert rows[BRAND_NAME.key]["comes_from"] == "default"
    done = told(admin.put(one, {"place": "company", "text": "和一"}))
    assert (done["value"], done["comes_from"], done["is_own"]) == ("和一", "tenant", True)
    found = told(admin.get("preferences/settings/?place=company&q=brand.name"))["items"]
    assert [row["key"] for row in found] == [BRAND_NAME.key]
    assert told(admin.post(f"{one}lock/", {"place": "company"}))["is_fixed_here"] is True
    assert told(admin.post(f"{one}unlock/", {"place": "company"}))["is_fixed_here"] is False
    assert admin.delete(f"{one}?place=company").status_code == 204
    wrong = admin.put(one, {"place": "company", "text": "x" * 10_000})
    assert wrong.status_code == 422 and BRAND_NAME.key in told(wrong)["error"]["fields"]
    assert admin.put("preferences/settings/no.such/", {"place": "company", "text": ""}).status_code == 404
    assert admin.get("preferences/settings/?place=nowhere").status_code == 404


def test_everybody_has_their_own_and_no_other_place(program: Programs) -> None:
    lin = program("lin")
    rows = told(lin.get("preferences/settings/"))["items"]
    assert all(row["comes_from"] == "default" for row in rows)
    one = f"preferences/settings/{BRAND_NAME.key}/"
    assert lin.get("preferences/settings/?place=company").status_code == 403
    assert lin.put(one, {"place": "company", "text": "x"}).status_code == 403
    assert lin.post(f"{one}lock/", {"place": "company"}).status_code == 403
    assert lin.post(f"{one}unlock/", {"place": "company"}).status_code == 403
    assert lin.delete(f"{one}?place=company").status_code == 403


@pytest.mark.feature("ADM-14")
def test_an_enumeration_lives(admin: Program) -> None:
    made = admin.post("preferences/enumerations/", {"code": "colour", "title_zh": "颜色"})
    assert made.status_code == 201 and told(made)["key"] == "own.colour"
    one = "preferences/enumerations/own.colour/"
    red = told(admin.post(f"{one}items/", {"label_zh": "红", "label_en": "Red"}))
    dark = told(admin.post(f"{one}items/", {"label_zh": "深红", "parent": red["id"]}))
    blue = told(admin.post(f"{one}items/", {"label_zh": "蓝"}))
    assert [row["value"] for row in told(admin.get(one))["items"]] == ["红", "深红", "蓝"]
    ordered = admin.post(f"{one}order/", {"items": [blue["id"], red["id"], dark["id"]]})
    assert [row["value"] for row in told(ordered)["items"]] == ["蓝", "红", "深红"]
    assert told(admin.put(f"preferences/items/{red['id']}/", {"label_zh": "大红"}))["label_zh"] == "大红"
    assert told(admin.post(f"preferences/items/{blue['id']}/retirement/"))["retired_at"]
    assert admin.post(f"preferences/items/{blue['id']}/retirement/").status_code == 409
    choices = told(admin.get("preferences/choices/?enumeration=own.colour&parent="))["items"]
    assert choices == [{"value": "红", "label": "大红"}]
    assert told(admin.post(f"preferences/items/{blue['id']}/restoration/"))["retired_at"] is None
    assert admin.delete(f"preferences/items/{red['id']}/").status_code == 409, "there is one below"
    assert admin.delete(f"preferences/items/{dark['id']}/").status_code == 204
    assert told(admin.put(one, {"title_zh": "色"}))["title_zh"] == "色"
    assert admin.post(f"{one}items/", {"label_zh": "蓝"}).status_code == 422
    assert admin.delete(one).status_code == 204 and admin.get(one).status_code == 404


def test_everybody_chooses_and_only_administrators_keep_the_lists(admin: Program, program: Programs) -> None:
    lin = program("lin")
    admin.post("preferences/enumerations/", {"code": "colour", "title_zh": "颜色"})
    item = told(admin.post("preferences/enumerations/own.colour/items/", {"label_zh": "红"}))["id"]
    values = [row["value"] for row in told(lin.get("preferences/choices/?enumeration=general.urgency"))["items"]]
    assert values == ["normal", "urgent", "very_urgent"]
    assert lin.get("preferences/choices/?enumeration=no.such").status_code == 404
    assert lin.get("preferences/choices/").status_code == 422
    for method, path in (
        ("GET", "enumerations/"),
        ("POST", "enumerations/"),
        ("GET", "enumerations/own.colour/"),
        ("PUT", "enumerations/own.colour/"),
        ("DELETE", "enumerations/own.colour/"),
        ("POST", "enumerations/own.colour/items/"),
        ("POST", "enumerations/own.colour/order/"),
        ("GET", f"items/{item}/"),
        ("PUT", f"items/{item}/"),
        ("DELETE", f"items/{item}/"),
        ("POST", f"items/{item}/retirement/"),
        ("POST", f"items/{item}/restoration/"),
    ):
        assert lin.call(method, f"preferences/{path}", {}).status_code == 403, path
