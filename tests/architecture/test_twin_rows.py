"""A new address or task without its row in the twin test's matrix fails the build."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from django.urls import path

from kernel.tasks.definition import REGISTERED
from kernel.tasks.worker import load
from tests.tenants.twin import leaking
from tests.tenants.twin.matrix import Key, routes, unfilled
from tests.tenants.twin.rows import FOR_ALL_TENANTS, ROWS, TASKS, wanted

MAPS = ("tenant", "console", "site")


@pytest.mark.parametrize("urlconf", MAPS)
def test_every_address_can_be_asked_by_the_twins(urlconf: str) -> None:
    missing = unfilled(routes(f"kernel.config.urls_{urlconf}"))
    assert not missing, "\n" + "\n".join(missing)


def test_every_task_can_be_run_by_the_twins() -> None:
    load()
    missing = [
        f'{name} takes {names}: add "{name}" with a model for each to TASKS in tests/tenants/twin/rows.py'
        for name, task in REGISTERED.items()
        if not name.startswith((*FOR_ALL_TENANTS, "tests."))
        and len(names := wanted(task.function)) != len(TASKS.get(name, ()))
    ]
    assert not missing, "\n" + "\n".join(missing)


def test_every_row_is_wanted() -> None:
    """A row for an address that is gone is taken away."""
    found = [route for urlconf in MAPS for route in routes(f"kernel.config.urls_{urlconf}")]
    asked = {f"{route.template.partition(f'<{name}>')[0]}<{name}>" for route in found for name, _ in route.kinds}
    assert set(ROWS) <= asked | {f"<{name}>" for route in found for name, _ in route.kinds}
    load()
    assert set(TASKS) <= set(REGISTERED)


def test_rows_name_models_that_there_are() -> None:
    for value in ROWS.values():
        if isinstance(value, str):
            assert Key(*value.split("@")).model


def test_an_address_added_on_purpose_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    # A module of its own: Django remembers for good what stands in one.
    added = ModuleType("tests.tenants.twin.added")
    added.urlpatterns = [path("leaks/things/<uuid:thing>/", leaking.shows)]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, added.__name__, added)
    (missing,) = unfilled(routes(added.__name__))
    assert "/leaks/things/<thing>/" in missing and "rows.py" in missing
