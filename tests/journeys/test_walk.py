"""Every page of a company, walked by an administrator and by an employee: nobody is shut out, nothing is broken.

The pages come from the map of addresses. Those with arguments are found by following the links of the others, so that
a new page is walked by itself; one that no link leads to must be named below with its reason.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, Page, ViewportSize

from forms.actions import definitions as forms
from forms.actions import records
from kernel.actor import Actor
from kernel.preferences.declared import DECLARED
from kernel.scope import scope
from kernel.showcase import Showcase
from kernel.webhooks.actions import add_endpoint
from organization import seed
from organization.actions import changesets, contacts, exchange
from organization.calendars import seed as calendars
from organization.directory import OrganizationDirectory
from organization.models import Person
from tests.support.browser import chromium, enter, served, watched
from tests.support.databases import HOSTS, ONE
from workflow.actions import definitions as processes
from workflow.actions import matters

pytestmark = pytest.mark.feature("PER-01", "ADM-11")

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What a width or a theme can break on a page whose words were looked at already.
LOOK_AGAIN = {"light": ["color-contrast", "target-size"], "dark": ["color-contrast"]}
ROLES = {"administrator": "何欣", "employee": "孟繁星", "auditor": "周子墨"}
#: Addresses that no link of the showcase leads to, each with its reason. A line that is reached all the same fails.
BESIDE: dict[str, str] = {
    "/account/password/<uuid:reset>/<str:token>/": "stands in a mail only; tests/kernel/accounts opens it",
    "/account/security/factors/<int:factor>/removal/": "needs a second factor; test_signin walks there",
    "/account/sessions/<int:session>/end/": "takes what a form sends",
    "/settings/enumerations/<str:key>/": "the showcase has no enumeration of its own",
    "/settings/enumerations/<str:key>/items/<uuid:item>/": "the showcase has no enumeration of its own",
    "/settings/pictures/<str:key>/": "a picture, not a page",
    "/files/uploads/<uuid:id>/": "an answer for the uploading script",
    "/files/<uuid:id>/": "an answer for scripts",
    "/files/<uuid:id>/content/": "leads to the store",
    "/webhooks/deliveries/<uuid:id>/": "needs a call that was made; tests/kernel/webhooks opens it",
    "/web/exports/<uuid:export>/": "needs a list of 5,000 rows; tests/kernel/web opens it",
    "/web/exports/<uuid:export>/content/": "leads to the store",
    "/addresses/<uuid:id>/": "needs an address of one's own; tests/tenants opens it",
    "/addresses/<uuid:id>/look/": "takes what a form sends",
    "/workflow/handing/<uuid:key>/": "needs somebody who hands over; tests/workflow opens it",
    "/workflow/matters/<uuid:key>/picture/": "a part of the matter's page",
    "/working-calendar/<uuid:calendar>/<int:year>/takeover/": "offered only while a year has no days of its own",
    "/organization/exchange/<uuid:key>/progress/": "a part of a page",
    "/organization/pick/<str:kind>/": "a part of the picker",
    "/organization/pick/<str:kind>/tree/": "a part of the picker",
}
SIZES: dict[str, ViewportSize] = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
LANGUAGES = {"zh-hans": ("desk", "phone"), "en": ("phone", "desk")}
Theme = Literal["light", "dark"]
NOBODY = UUID(int=0xFFFF)


@dataclass
class Map:
    """The pages that somebody can open: route -> an address of it; and the routes nobody found a way to."""

    pages: dict[str, str] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)


def routes(patterns: list[Any] | None = None, before: str = "/") -> Iterator[str]:
    """Every route of a tenant's host."""
    for entry in get_resolver("kernel.config.urls_tenant").url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield before + str(entry.pattern)


def fits(route: str) -> re.Pattern[str]:
    """The addresses of a route."""
    kinds = {"uuid": "[0-9a-f-]{36}", "int": "[0-9]+", "path": ".+"}
    parts = re.split(r"(<[^>]+>)", route)
    made = (
        kinds.get(part[1:-1].partition(":")[0], "[^/]+") if part.startswith("<") else re.escape(part) for part in parts
    )
    return re.compile("".join(made) + "$")


def discovered(client: Client) -> Map:
    """What a role can open, found from the addresses without arguments and the links on them."""
    known = [route for route in routes() if not route.startswith("/api/")]
    shapes = {route: fits(route) for route in known if "<" in route}
    waiting, found, done = [route for route in known if "<" not in route], Map(), set()
    while waiting:
        address = waiting.pop(0)
        route = next((one for one, shape in shapes.items() if shape.match(address)), address)
        if route in done:
            continue
        answer = client.get(address)
        kind = answer.headers.get("Content-Type", "")
        if "<" in route and answer.status_code == 404:
            continue
        done.add(route)
        if answer.status_code in {301, 302, 303}:
            waiting.append(urlsplit(answer["Location"]).path)
        if answer.status_code != 200 or not kind.startswith("text/html"):
            continue
        text = answer.content.decode()
        if "<html" not in text:
            continue
        found.pages[route] = address
        for link in re.findall(r'(?:href|hx-get|data-children-url)="(/[^"]*)"', text):
            path = urlsplit(link.replace("&amp;", "&")).path
            if any(shape.match(path) for one, shape in shapes.items() if one not in done):
                waiting.append(path)
    for route in shapes:
        if route not in done and client.get(re.sub(r"<[^>]+>", str(NOBODY), route)).status_code != 405:
            found.unreached.append(route)
    return found


@pytest.fixture
def company(own_database: str) -> None:
    """和一集团, for real."""
    with scope(ONE):
        showcase = Showcase("heyi-2026")
        seed.run(showcase)
        calendars.run(showcase)
        boss = OrganizationDirectory().actor_for(Person.objects.get(name="何欣").account)
        contacts.save_contact(None, by=boss, name="老李", mobile="13511111111")
        changesets.draft_change_set(by=boss, name="机构调整", effective_on=date(2027, 1, 1))
        exchange.read_workbook(io.BytesIO(b"x"), by=boss, name="人员.xlsx", size=1)
        add_endpoint(by=boss, name="考勤系统", url="https://example.com/hook", kinds=["organization.unit.edited"])
        _under_way(boss)


def _under_way(boss: Actor) -> None:
    """A process with two versions and a matter that waits for its sender, and a form with a record."""
    process = processes.create(by=boss, key="leave", name="请假")
    step = {
        "kind": "approve",
        "key": "head",
        "name": "部门负责人审批",
        "handler": {"rule": "people", "people": [str(boss.person)]},
    }
    for steps in ([], [step]):
        processes.publish(
            processes.draw(process, by=boss, source={"steps": [*steps, {**step, "key": "last"}]}), by=boss
        )
    process.refresh_from_db()
    sender = OrganizationDirectory().actor_for(Person.objects.get(name="孟繁星").account)
    matter = matters.start(process, by=sender, title="年休假三天")
    matters.circulate(matter, by=sender, people=[one.person for one in (boss, sender) if one.person])
    text = {"type": "text", "label": "事由", "required": True}
    rows = {"type": "table", "label": "明细", "fields": {"sum_of": {"type": "money", "label": "金额"}}}
    form = forms.create_form(
        by=boss, key="expense", name="费用", schema={"v": 1, "fields": {"why": text, "rows": rows}, "title": ["why"]}
    )
    forms.publish(form, by=boss)
    forms.grant(form, by=boss, principal="all", right="enter")
    form.refresh_from_db()
    for one in (boss, sender):
        records.start(form, by=one, values={"why": "差旅", "rows": [{"sum_of": "12.50"}]})


@pytest.fixture
def site(company: None) -> Iterator[str]:
    with served() as port:
        yield f"http://{HOSTS['one']}:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def english() -> set[str]:
    """Our own English sentences that have a Chinese translation of their own: none may stand on a Chinese page."""
    found = set()
    for folder in ("platform", "tenants", "provisioning", "modules"):
        for path in sorted((ROOT / folder).rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
            with path.open("rb") as source:
                for message in read_po(source, locale="zh_Hans"):
                    ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
                    said = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
                    found |= {one for one in ids if _is_sentence(one) and one not in said}
    return found


def _is_sentence(text: str) -> bool:
    # A single small word may be the name of a field, which the audit log shows as it is stored.
    return re.search("[a-z]{3}", text) is not None and "%" not in text and (" " in text or not text.islower())


TEXTS = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && !parent.closest("code, script, style, [lang=en]")) found.add(walker.currentNode.textContent.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"]) found.add((element.getAttribute(name) ?? "").trim());
  found.add(document.title.split(" · ")[0]);
  return [...found];
}"""
AXED = """async ([tags, rules]) => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const one of document.getAnimations()) one.finish();
  const only = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return violations.flatMap((one) => one.nodes.slice(0, 4).map((node) =>
    `${one.id}: ${node.target.join(" ")} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`));
}"""


def axed(page: Page, rules: list[str] | None = None) -> list[str]:
    found: list[str] = page.evaluate(AXED, [TAGS, rules])
    return found


OVERFLOW = """() => {
  const room = document.documentElement.clientWidth, wide = document.documentElement.scrollWidth;
  if (wide <= room) return [];
  const boxes = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > room + 0.5);
  const named = boxes.slice(-3).map((one) => `${one.localName}.${one.className} "${one.textContent.trim().slice(0, 30)}"`);
  return [`scrolls sideways: ${wide} px where ${room} are, by ${named.join(", ")}`];
}"""


def looks(page: Page, theme: Theme, size: ViewportSize, *, first: bool = False) -> list[str]:
    """What is wrong with the page as it stands, in a theme and at a width: all of axe at first, then what can change."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme)
    found: list[str] = page.evaluate(OVERFLOW)
    return found + axed(page, None if first else LOOK_AGAIN[theme])


def signed_in(role: str) -> Client:
    """The pages as a role sees them, without a browser."""
    client = Client(headers={"host": HOSTS["one"]})
    with scope(ONE):
        client.force_login(Person.objects.select_related("account").get(name=ROLES[role]).account)  # type: ignore[arg-type]
    return client


def test_every_address_is_reached_or_named(company: None) -> None:
    """A new page is walked by itself; what no link leads to says why."""
    maps = [discovered(signed_in(role)) for role in ROLES]
    unreached = set.intersection(*(set(one.unreached) for one in maps))
    assert sorted(unreached) == sorted(BESIDE)


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's settings without those that other tests of this process have declared."""
    ours = {key: one for key, one in DECLARED.items() if not key.startswith("tests.")}
    monkeypatch.setattr("kernel.preferences.declared.DECLARED", ours)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_whole_for_everybody(role: str, only_ours: None, site: str, browser: Browser) -> None:
    """Chinese and English, desk and phone, light and dark, each with each: WCAG 2.2 AA by axe, no errors, no sideways
    scrolling."""
    pages = discovered(signed_in(role)).pages
    if role == "auditor":
        # Everything else is as the others see it.
        pages = {route: address for route, address in pages.items() if route.startswith("/audit/")}
    context = browser.new_context(viewport=SIZES["desk"], base_url=site, reduced_motion="reduce")
    # Nobody streams here, and a page whose stream is refused says so on the console.
    context.route("**/events?token=*", lambda route: route.fulfill(status=204))
    with scope(ONE):
        account = Person.objects.select_related("account").get(name=ROLES[role]).account
    enter(context, site, account, of=ONE)
    page, wrong, untranslated = context.new_page(), list[str](), english()
    faults = watched(page)

    def note(route: str, how: str, sayings: list[str]) -> None:
        wrong.extend(f"{route} [{how}] {saying}" for saying in sayings)

    for route, address in sorted(pages.items()):
        # Two loads, eight looks: each language comes at another width first, and is then resized and darkened in place.
        for language, sizes in LANGUAGES.items():
            context.add_cookies([{"name": "language", "value": language, "url": site}])
            first, second = sizes
            page.set_viewport_size(SIZES[first])
            page.emulate_media(color_scheme="light")
            page.goto(address)
            page.evaluate(AXE)
            note(route, f"{language} {first} light", looks(page, "light", SIZES[first], first=True))
            note(route, f"{language} {first} dark", looks(page, "dark", SIZES[first]))
            note(route, f"{language} {second} dark", looks(page, "dark", SIZES[second]))
            note(route, f"{language} {second} light", looks(page, "light", SIZES[second]))
            if language == "zh-hans":
                texts = page.evaluate(TEXTS)
                note(route, language, [f"untranslated: {text}" for text in texts if text in untranslated])
        note(route, "console", faults)
        faults.clear()
    context.close()
    assert pages and not wrong, f"{len(wrong)} faults on {len(pages)} pages\n" + "\n".join(wrong)
