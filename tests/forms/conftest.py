"""The showcase company with forms of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from forms import functions
from forms.actions import definitions, numbers, records
from forms.models import Form, Record, SerialRule
from kernel.actor import Actor
from kernel.scope import Scope
from kernel.showcase import Showcase
from organization import seed
from tests.forms.schema.expense import expense
from tests.organization.conftest import Company


class Desk(Company):
    """People who sign in, and forms made as administrators make them."""

    @property
    def designer(self) -> Actor:
        return self.actor("何欣", functions.DESIGN, functions.MANAGE)

    def form(self, schema: dict[str, Any] | None = None, key: str = "expense", all_may: str = "enter") -> Form:
        made = definitions.create_form(by=self.designer, key=key, name=f"表单{key}", schema=schema or expense())
        definitions.publish(made, by=self.designer)
        if all_may:
            definitions.grant(made, by=self.designer, principal="all", right=all_may)
        made.refresh_from_db()
        return made

    def rule(self, key: str = "no", **more: Any) -> SerialRule:
        more = {"pattern": "报〔{yyyy}〕{n:3}号", **more}
        return numbers.set_rule(None, by=self.designer, key=key, name=f"编号{key}", **more)

    def start(self, form: Form, by: Actor | None = None, submit: bool = False, **values: Any) -> Record:
        return records.start(form, by=by or self.employee, values=values, submit=submit)


def rows(*prices: str) -> list[dict[str, Any]]:
    return [{"what": "纸", "qty": "1", "price": price} for price in prices]


@pytest.fixture
def desk(tenant: Scope) -> Iterator[Desk]:
    seed.run(Showcase("heyi-2026", by=Company.system))
    yield Desk()
