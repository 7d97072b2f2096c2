"""Programs that call the endpoints of the packages, and a directory of rights that the tests write down."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kernel.ports import Directory, sockets
from kernel.scope import Scope
from kernel.showcase import Showcase
from organization import seed
from tests.organization.conftest import Company
from tests.support.programs import RIGHTS, Program, Rights, program_of


@pytest.fixture
def company(tenant: Scope) -> Iterator[Company]:
    """The showcase, for tests that need real people."""
    seed.run(Showcase("heyi-2026"))
    yield Company()


@pytest.fixture
def program(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Program]:
    """Make a program: program("lin", "audit.read", scopes=("events:read",)). Rights are those a test names."""
    monkeypatch.setitem(sockets._offered, Directory, Rights())
    RIGHTS.clear()
    return program_of
