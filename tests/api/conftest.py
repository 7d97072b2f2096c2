"""Programs that call the endpoints of the packages, and a directory of rights that the tests write down."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.ports import Directory, sockets
from tests.support.programs import RIGHTS, Program, Rights, program_of


@pytest.fixture(autouse=True)
def _rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sockets._offered, Directory, Rights())
    RIGHTS.clear()


@pytest.fixture
def program(db: None) -> Callable[..., Program]:
    """Make a program: program("lin", "audit.read", scopes=("events:read",))."""
    return program_of
