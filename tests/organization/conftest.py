"""The showcase company for the tests of the organisation, and actors of its people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kernel.actor import Actor
from kernel.scope import Scope
from kernel.showcase import Showcase
from organization import seed
from organization.directory import OrganizationDirectory
from organization.models import Department, Level, Person, Post, Unit


class Company:
    """和一集团 as everybody knows it; things by their names."""

    system = Actor.system("test")

    def person(self, name: str) -> Person:
        return Person.objects.get(name=name)

    def actor(self, name: str, *functions: str) -> Actor:
        """Somebody as they sign in, with further functions if named."""
        found = OrganizationDirectory().actor_for(self.person(name).account)
        return replace(found, functions=found.functions | set(functions))

    @property
    def boss(self) -> Actor:
        """The group administrator."""
        return self.actor("何欣")

    @property
    def employee(self) -> Actor:
        return self.actor("孟繁星")

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    def department(self, name: str, code: str = "") -> Department:
        rows = Department.objects.select_related("unit").filter(name=name, closed_at=None)
        return rows.get(unit__code=code) if code else rows.get()

    def post(self, code: str, name: str) -> Post:
        return Post.objects.select_related("unit").get(unit__code=code, name=name)

    def level(self, name: str) -> Level:
        return Level.objects.get(name=name)


@pytest.fixture
def company(tenant: Scope) -> Iterator[Company]:
    seed.run(Showcase("heyi-2026", by=Company.system))
    yield Company()
