"""The pages of settings and enumerations."""

from __future__ import annotations

import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.actor import Actor
from kernel.files import store
from kernel.files.actions import create_file
from kernel.preferences import actions, value
from kernel.preferences.models import Enumeration, EnumerationItem, Setting
from kernel.preferences.preferences import BRAND_ACCENT, BRAND_NAME, UPLOAD_SIZE
from tests.kernel.preferences.conftest import LOOK, OWN, UNIT
from tests.organization.calendars.people import member, person_of

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def zong(tenant):
    return member("zong", "张总管", "system", "group")


@pytest.fixture
def boss(zong, client_for):
    return client_for(zong)


@pytest.fixture
def li(tenant, client_for):
    return client_for(member("li", "李明"))


def test_the_companys_settings_are_shown_and_saved(boss):
    text = boss.get("/settings/company/").content.decode()
    for words in ("名称与外观", "主题色", "单个文件上限", "系统默认"):
        assert words in text
    sent = {
        "keys": [BRAND_NAME.key, BRAND_ACCENT.key, UPLOAD_SIZE.key],
        BRAND_NAME.key: "和一",
        BRAND_ACCENT.key: "#0f766e",
        UPLOAD_SIZE.key: "500",
        f"{UPLOAD_SIZE.key}.unit": "MB",
        "group": "appearance",
    }
    answer = boss.post("/settings/company/", sent)
    assert (answer.status_code, answer["Location"]) == (303, "/settings/company/#group-appearance")
    assert (value(BRAND_NAME), value(UPLOAD_SIZE)) == ("和一", 500 * 1024**2)
    text = boss.get("/settings/company/").content.decode()
    assert "由张总管设置" in text
    assert '<span class="brand-name">和一</span>' in text


def test_mistakes_keep_what_was_typed_and_save_nothing(boss):
    sent = {"keys": [BRAND_NAME.key, BRAND_ACCENT.key], BRAND_NAME.key: "新名字", BRAND_ACCENT.key: "#ffff00"}
    answer = boss.post("/settings/company/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "在白底上太浅" in text
    assert 'value="新名字"' in text
    assert value(BRAND_NAME) == ""


def test_the_search_finds_by_title_and_help(boss):
    text = boss.get("/settings/company/", {"q": "主题"}).content.decode()
    assert "主题色" in text
    assert "单个文件上限" not in text
    assert "没有与“量子”有关的设置" in boss.get("/settings/company/", {"q": "量子"}).content.decode()


def test_locks_and_putting_back(boss):
    assert boss.post(f"/settings/company/{LOOK.key}/lock/").status_code == 303
    assert "已对下级锁定" in boss.get("/settings/company/").content.decode()
    assert "已由管理员锁定" in boss.get("/settings/mine/").content.decode()
    assert boss.post(f"/settings/company/{LOOK.key}/unlock/").status_code == 303
    boss.post("/settings/company/", {"keys": [LOOK.key], LOOK.key: "dark"})
    assert boss.post(f"/settings/company/{LOOK.key}/reset/").status_code == 303
    assert not Setting.objects.exclude(key="").exists()
    assert boss.post("/settings/company/no.such/lock/").status_code == 404


def test_people_set_their_own_and_nothing_else(li, client_for):
    account = member("wang", "王芳")
    client = client_for(account)
    assert (
        client.post("/settings/mine/", {"keys": [OWN.key, LOOK.key], OWN.key: "on", LOOK.key: "dark"}).status_code
        == 303
    )
    assert value(OWN, person=person_of(account))
    # A switch that is off sends nothing but its name.
    assert client.post("/settings/mine/", {"keys": [OWN.key]}).status_code == 303
    assert not value(OWN, person=person_of(account))
    assert client.post("/settings/mine/", {"keys": [BRAND_NAME.key], BRAND_NAME.key: "x"}).status_code == 403
    assert client.get("/settings/company/").status_code == 403
    assert client.post("/settings/company/", {"keys": [LOOK.key], LOOK.key: "dark"}).status_code == 403
    assert client.get(f"/settings/units/{UNIT}/").status_code == 404
    for step in ("reset", "lock", "unlock"):
        assert client.post(f"/settings/company/{LOOK.key}/{step}/").status_code == 403
    for url in ("/settings/enumerations/", "/settings/enumerations/general.urgency/"):
        assert client.get(url).status_code == 403
    assert client.get("/settings/")["Location"] == "/settings/mine/"


def test_a_unit_has_settings_of_its_own(boss, tenant):
    text = boss.get(f"/settings/units/{UNIT}/").content.decode()
    assert "登录页背景" not in text
    assert boss.post(f"/settings/units/{UNIT}/", {"keys": [LOOK.key], LOOK.key: "dark"}).status_code == 303
    assert (value(LOOK, unit=UNIT), value(LOOK)) == ("dark", "auto")


def test_pictures_must_have_been_sent_and_unset_ones_are_not_there(boss, visit):
    stray = "00000000-0000-7000-8000-0000000000aa"
    assert boss.post("/settings/company/", {"keys": ["brand.logo"], "brand.logo": stray}).status_code == 422
    assert visit("one").get("/settings/pictures/brand.logo/").status_code == 404
    assert visit("one").get("/settings/pictures/brand.name/").status_code == 404


def test_enumerations_from_page_to_page(boss, one):
    actions.sync(one)
    assert "紧急程度" in boss.get("/settings/enumerations/").content.decode()
    sent = {"code": "customer", "title_zh": "客户类型", "title_en": "", "note_zh": ""}
    assert boss.post("/settings/enumerations/", sent)["Location"] == "/settings/enumerations/own.customer/"
    assert boss.post("/settings/enumerations/", sent).status_code == 422
    url = "/settings/enumerations/own.customer/"
    for words in ("大客户", "小客户", "散户"):
        assert boss.post(f"{url}items/", {"label_zh": words}).status_code == 303
    assert boss.post(f"{url}items/", {"label_zh": "大客户", "label_en": "别丢"}).status_code == 422
    items = {one.value: one for one in EnumerationItem.objects.filter(enumeration__key="own.customer")}

    def order() -> list[str]:
        rows = EnumerationItem.objects.filter(enumeration__key="own.customer").order_by("order")
        return list(rows.values_list("value", flat=True))

    boss.post(f"{url}order/", {"up": str(items["小客户"].pk)})
    assert order() == ["小客户", "大客户", "散户"]
    boss.post(f"{url}order/", {"items": [str(items[value].pk) for value in ("散户", "大客户", "小客户")]})
    assert order() == ["散户", "大客户", "小客户"]
    boss.post(f"{url}order/", {"down": str(items["小客户"].pk)})
    boss.post(f"{url}order/", {"items": ["nonsense"]})
    assert order() == ["散户", "大客户", "小客户"]
    one_item = f"{url}items/{items['散户'].pk}/"
    assert boss.post(one_item, {"label_zh": "零散客户"}).status_code == 303
    assert boss.post(one_item, {"label_zh": ""}).status_code == 422
    boss.post(f"{one_item}retirement/")
    assert "已停用" in boss.get(url).content.decode()
    boss.post(f"{one_item}retirement/", {"back": "1"})
    boss.post(f"{one_item}deletion/")
    assert order() == ["大客户", "小客户"]
    boss.post(url, {"title_zh": "客户类别"})
    assert Enumeration.objects.get(key="own.customer").title_zh == "客户类别"
    assert boss.post(f"{url}deletion/")["Location"] == "/settings/enumerations/"


def test_queries_do_not_grow_with_what_is_set(boss, admin):
    boss.get("/settings/company/")
    with CaptureQueriesContext(connection) as few:
        boss.get("/settings/company/")
    actions.save(
        {BRAND_NAME: "和一", BRAND_ACCENT: "#0f766e", UPLOAD_SIZE: "500 MB", LOOK: "dark"}, by=admin, level="tenant"
    )
    boss.get("/settings/company/")
    with CaptureQueriesContext(connection) as many:
        boss.get("/settings/company/")
    assert len(many) == len(few) <= 25


def test_a_logo_that_was_sent_is_shown_before_signing_in(boss, zong, visit):
    by = Actor(kind="person", name="张总管", account=zong.pk, functions=frozenset({"preferences.manage"}))
    store.prepare()
    logo = create_file("preferences.picture", by=by, name="logo.png", content=PIXEL)
    assert boss.post("/settings/company/", {"keys": ["brand.logo"], "brand.logo": str(logo.pk)}).status_code == 303
    address = f"/settings/pictures/brand.logo/?v={logo.pk.hex[-8:]}"
    text = boss.get("/settings/company/").content.decode()
    assert text.count(f'src="{address}"') == 2
    assert "logo.png" in text
    answer = visit("one").get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("http://127.0.0.1:28333/")
    # Taking it away sends nothing but the setting's name.
    assert boss.post("/settings/company/", {"keys": ["brand.logo"]}).status_code == 303
    assert visit("one").get("/settings/pictures/brand.logo/").status_code == 404
    store.delete([logo.key])


@pytest.mark.feature("PER-01", "PER-03")
def test_an_employee_finds_what_is_theirs(li):
    text = li.get("/settings/mine/").content.decode()
    for words in (
        "语言",
        "外观",
        "跟随系统",
        "个人资料",
        "密码与两步验证",
        "已登录的设备",
        "访问令牌",
        "通知设置",
        "免打扰",
    ):
        assert words in text, words
    for path in (
        "/account/profile/",
        "/account/security/",
        "/account/sessions/",
        "/account/tokens/",
        "/notices/settings/",
    ):
        assert f'href="{path}"' in text
    found = li.get("/settings/mine/?q=令牌").content.decode()
    assert "/account/tokens/" in found and "/account/profile/" not in found.split("own-pages")[1]


@pytest.mark.feature("PER-01")
def test_the_language_is_chosen_among_ones_settings(li):
    answer = li.post("/web/language/", {"language": "en", "next": "/settings/mine/"})
    assert answer["Location"] == "/settings/mine/"
    assert "My settings" in li.get("/settings/mine/").content.decode()


def test_the_companys_settings_do_not_lead_to_ones_own_pages(boss):
    assert "own-pages" not in boss.get("/settings/company/").content.decode()
