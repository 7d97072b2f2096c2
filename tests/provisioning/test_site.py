"""The public site: every page in both languages, light, sealed against everybody else, and true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.config.environment import BadEnvironment, read
from kernel.features import ids
from kernel.watching import health
from kernel.watching.health import Finding
from provisioning import clock, standing
from provisioning.offering import AREAS
from provisioning.prices import price_list
from provisioning.views import site as site_views
from provisioning.views.leaving import SITES
from tenants.lifecycle import TRIAL_DAYS

pytestmark = pytest.mark.feature("SAAS-01", "SAAS-11")
PAGES = ["/", "/features/", "/prices/", "/status/", "/terms/", "/privacy/"]
TESTS = Path(__file__).resolve().parents[1]
COMMON = {"web/dist/app.css", "web/dist/app.js", "web/dist/boot.js", "web/icon.svg"}


@pytest.fixture(autouse=True)
def _fresh_standing() -> Iterator[None]:
    standing.forget()
    yield
    standing.forget()


@pytest.fixture
def site(visit: Callable[..., Client]) -> Client:
    return visit("site")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_in_both_languages(site: Client, path: str) -> None:
    chinese, english = (
        site.get(path, headers={"accept-language": language}).content.decode() for language in ("zh-CN", "en")
    )
    assert 'lang="zh-hans"' in chinese
    assert 'lang="en"' in english
    body = english.partition("<main")[2].partition("</main>")[0]
    left = re.sub(r'<div class="glimpse".*?</div>\s*</div>\s*</div>', "", body, flags=re.DOTALL)
    assert not re.search(r"[\u4e00-\u9fff]", left), "the English page says something in Chinese"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light_asks_little_and_loads_nothing_from_elsewhere(site: Client, path: str) -> None:
    site.get("/terms/")  # the domain table is remembered
    with CaptureQueriesContext(connection) as asked:
        answer = site.get(path)
    assert answer.status_code == 200
    questions = [query["sql"] for query in asked if query["sql"].lstrip().upper().startswith("SELECT")]
    assert len(questions) <= (4 if path == "/status/" else 1)
    html = answer.content.decode()
    loaded = {name.removeprefix("/static/") for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', html)}
    weight = len(answer.content)
    for name in loaded - COMMON:
        found = finders.find(name)
        assert isinstance(found, str)
        weight += Path(found).stat().st_size
    assert weight <= 60_000
    assert not re.search(r'(?:src|srcset|action)="(?:https?:)?//', html)
    assert not re.search(r"<script(?![^>]*src=)|style=\"| on[a-z]+=\"", html), "inline scripts and styles are refused"
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert (f"form-action 'self' {SITES}" in policy) == (path in {"/", "/features/", "/prices/"})


def test_the_language_is_chosen_and_stays(site: Client) -> None:
    answer = site.post("/web/language/", {"language": "en", "next": "/prices/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/prices/")
    assert "One product" in site.get("/prices/", headers={"accept-language": "zh-CN"}).content.decode()


def test_what_is_offered_is_in_the_catalogue_and_claimed_by_a_test() -> None:
    claimed: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for found in re.findall(r"mark\.feature\(([^)]*)\)", path.read_text(encoding="utf-8")):
            claimed |= set(re.findall(r'"([A-Z]+-\d+)"', found))
    for area in AREAS:
        for line in area.lines:
            assert line.ids
            assert set(line.ids) <= ids()
            assert set(line.ids) <= claimed, f"nothing tests {line.title}"


def test_the_prices_stand_in_one_file(site: Client) -> None:
    prices = price_list()
    assert prices.trial_days == TRIAL_DAYS
    assert [band.first for band in prices.bands] == [1, 51, 201, 1001]
    assert prices.bands[0].example(30) == Decimal(720)
    with pytest.raises(ValueError, match="agreement"):
        prices.bands[-1].example(5000)
    shown = site.get("/prices/").content.decode()
    for band in prices.bands[:-1]:
        assert f"¥{band.monthly}" in shown


def test_people_write_to_the_address_of_the_installation(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read({"TONGBAN_BASE_DOMAIN": "oa.example.cn"}).contact == "contact@oa.example.cn"
    ours = read({"TONGBAN_CONTACT": "service@vendor.example.cn"})
    for wrong in ("nobody", "a@b\nBcc: c@d", "Service <service@vendor.example.cn>", "@example.cn"):
        with pytest.raises(BadEnvironment, match="TONGBAN_CONTACT"):
            read({"TONGBAN_CONTACT": wrong})
    monkeypatch.setattr(site_views, "environment", ours)
    for path in ("/prices/", "/terms/", "/privacy/"):
        shown = site.get(path).content.decode()
        assert 'href="mailto:service@vendor.example.cn"' in shown
        assert "contact@" not in shown


def test_the_status_says_what_is_down_and_never_why(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        health, "look", lambda: [Finding("database", True, 1.0), Finding("store", False, 9.0, "SecretEndpointError")]
    )
    monkeypatch.setattr(clock, "alarms", lambda now: ["pool"])
    shown = site.get("/status/").content.decode()
    assert "有服务中断" in shown
    assert "SecretEndpointError" not in shown
    assert [line.level for line in standing.standing().lines] == ["ok", "ok", "bad", "ok", "warn", "ok"]


def test_the_status_asks_the_services_once_for_all_visitors(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def look() -> list[Finding]:
        asked.append(1)
        return []

    monkeypatch.setattr(health, "look", look)
    for _ in range(5):
        assert site.get("/status/").status_code == 200
    assert len(asked) == 1


def test_the_site_s_pages_stand_on_the_site_s_host_only(visit: Callable[..., Client]) -> None:
    for host in ("one", "console"):
        assert visit(host).get("/prices/").status_code == 404
    assert visit("site").post("/").status_code in {403, 405}
