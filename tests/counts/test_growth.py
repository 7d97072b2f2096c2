"""No page and no list of the API asks the database more often for 200 rows than for 10.

The routes are those of the URL map: a new page is measured by being there. What they show is grown for all of them at
once; a row that a page shows must be among what `grow` makes, or the page is not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from kernel.accounts.models import Account
from kernel.api.models import ApiToken
from kernel.events.models import EventRow
from kernel.keys import uuid7
from kernel.preferences.models import Enumeration, EnumerationItem
from kernel.showcase import Showcase
from organization import seed, trees
from organization.calendars import seed as calendars
from organization.models import (
    Administrator,
    ChangeSet,
    ChangeStep,
    Contact,
    Department,
    ImportRun,
    Level,
    Person,
    PersonGroup,
    PersonGroupMember,
    Position,
    Post,
    Role,
    RoleGrant,
    Unit,
    WorkScopeRule,
)
from tests.architecture.test_manifests import routes
from tests.counts.test_counts import TENANT, _cost, _examples, _routes, _values
from tests.organization.conftest import Company

BEGINNINGS = ("organization/", "account/", "audit/", "settings/", "working-calendar/", "guide/", "links/")
MODULES = ("organization", "account", "api", "events", "preferences", "calendars", "links")
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


@pytest.fixture
def company(tenant: object) -> Company:
    showcase = Showcase("heyi-2026", by=Company.system)
    seed.run(showcase)
    calendars.run(showcase)
    Administrator.objects.create(person=Company().person("何欣"), kind="audit", appointed_at=NOW, appointed_by="系统")
    return Company()


def test_pages_cost_the_same_for_10_and_for_200_rows(company: Company, client_for: Callable[..., Client]) -> None:
    client, examples = client_for(company.person("何欣").account), _examples(company)
    paths = {
        route: reverse(
            f"{namespace}:{pattern.name}" if namespace else str(pattern.name),
            TENANT,
            kwargs=_values(pattern, route, examples),
        )
        for route, pattern, namespace in _routes()
        if route.startswith(BEGINNINGS)
    }
    measure(company, client, paths)


def test_lists_of_the_api_cost_the_same_for_10_and_for_200_rows(
    company: Company, client_for: Callable[..., Client]
) -> None:
    client, found = client_for(company.person("何欣").account), dict(lists())
    _examples(company)  # what pages show one of, lists show, too
    assert len(found) >= 15
    measure(company, client, found)


def lists() -> Iterator[tuple[str, str]]:
    """The lists of these modules' endpoints, by their addresses."""
    for route, view in routes(TENANT):
        if getattr(view, "actions", {}) and "list" in view.actions.values() and "(?P" not in route:
            path = route.replace("^", "").replace("\\Z", "").replace("$", "")
            if path.split("/")[3] in MODULES:
                yield path, f"{path}?limit=200"


def measure(company: Company, client: Client, paths: dict[str, str]) -> None:
    """Ask for all of them before and after everything has grown."""
    grow(company, 10)
    few = {route: _cost(client, path) for route, path in paths.items()}
    grow(company, 190)
    many = {route: _cost(client, path) for route, path in paths.items()}
    shown = [route for route in paths if few[route][0] == 200]
    dearer = [f"{route}: {few[route]} becomes {many[route]}" for route in shown if few[route] != many[route]]
    assert len(shown) > len(paths) // 2
    assert not dearer, "\n".join(["(status, statements) with few rows and with many:", *dearer])


def grow(company: Company, number: int) -> None:
    """So many more of everything, where the examples stand."""
    tags, unit, office = [uuid7().hex for _ in range(number)], company.unit("HQ"), company.department("集团办公室")
    boss, levels = company.person("何欣"), Level.objects.filter(unit=None).count()
    ids = [uuid7() for _ in tags]
    Unit.objects.bulk_create(Unit(id=key, parent=unit, path=trees.path_of(key, unit.path), name=key.hex) for key in ids)
    departments = Department.objects.bulk_create(
        Department(id=key, unit=unit, parent=office, path=trees.path_of(key, office.path), name=key.hex)
        for key in (uuid7() for _ in tags)
    )
    posts = Post.objects.bulk_create(Post(unit=unit, name=tag, kind="professional") for tag in tags)
    level = Level.objects.bulk_create(Level(name=tag, rank=levels + at + 1) for at, tag in enumerate(tags))[0]
    accounts = Account.objects.bulk_create(Account(username=tag, name=tag) for tag in tags)
    people = Person.objects.bulk_create(
        Person(account=account, name=tag).read_name() for tag, account in zip(tags, accounts, strict=True)
    )
    Position.objects.bulk_create(
        Position(
            person=one, unit=unit, department=office, post=post, level=level, kind="main", started_on=date(2026, 1, 1)
        )
        for one, post in zip(people, posts, strict=True)
    )
    _grow_rights(tags, boss, departments, people)
    _grow_plans(tags, unit, boss)
    _grow_account(tags, boss)
    EventRow.objects.bulk_create(
        EventRow(kind="organization.unit.edited", at=NOW, actor_kind="system", subject_kind="organization.unit",
                 subject_id=unit.pk, subject_label=unit.name) for _ in tags
    )  # fmt: skip
    lists = Enumeration.objects.bulk_create(
        Enumeration(key=f"own.x{tag}", title_zh=tag, created_at=NOW) for tag in tags
    )
    urgency = Enumeration.objects.filter(key="general.urgency").first() or lists[0]
    EnumerationItem.objects.bulk_create(EnumerationItem(enumeration=urgency, value=tag, label_zh=tag) for tag in tags)


def _grow_rights(tags: list[str], boss: Person, departments: list[Department], people: list[Person]) -> None:
    Role.objects.bulk_create(Role(name=tag) for tag in tags)
    employee = Role.objects.get(key="employee")
    RoleGrant.objects.bulk_create(
        RoleGrant(role=employee, principal=f"person:{one.pk}", granted_by="系统") for one in people
    )
    Administrator.objects.bulk_create(
        Administrator(person=one, kind="group", appointed_at=NOW, appointed_by="系统") for one in people
    )
    WorkScopeRule.objects.bulk_create(
        WorkScopeRule(department=one, reach="unit", also=[f"person:{boss.pk}"]) for one in departments
    )
    groups = PersonGroup.objects.bulk_create(PersonGroup(kind="group", name=tag) for tag in tags)
    team = PersonGroup.objects.get(name="二期工程联络组")
    places = [(group, one) for group, one in zip(groups, people, strict=True)] + [(team, one) for one in people]
    PersonGroupMember.objects.bulk_create(PersonGroupMember(group=group, person=one) for group, one in places)


def _grow_plans(tags: list[str], unit: Unit, boss: Person) -> None:
    sets = ChangeSet.objects.bulk_create(
        ChangeSet(name=tag, effective_on=date(2027, 1, 1), made_at=NOW, made_by="何欣") for tag in tags
    )
    shown = ChangeSet.objects.get(name="调整")
    had = shown.steps.count()
    ChangeStep.objects.bulk_create(
        ChangeStep(change_set=one, number=number, kind="create", unit=unit, name=tag)
        for at, (tag, other) in enumerate(zip(tags, sets, strict=True))
        for one, number in ((shown, had + at + 1), (other, 1))
    )
    ImportRun.objects.bulk_create(
        ImportRun(file_name=tag, made_at=NOW, made_by="何欣", account=boss.account_id) for tag in tags
    )
    Contact.objects.bulk_create(Contact(owner=boss, name=tag).read_name() for tag in tags)


def _grow_account(tags: list[str], boss: Person) -> None:
    account = boss.account
    assert account is not None
    ApiToken.objects.bulk_create(
        ApiToken(account=account, name=tag, digest=uuid7().bytes + uuid7().bytes, scopes=["*:read"], created_at=NOW)
        for tag in tags
    )  # fmt: skip
    for tag in tags:
        store = SessionStore()
        store["tag"] = tag
        store.save()
        UserSession.objects.create(
            user=account,
            session_key=store.session_key,
            ip="10.0.0.7",
            user_agent="Firefox",
            last_seen_at=NOW - timedelta(days=1),
        )
