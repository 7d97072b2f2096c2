"""The vendor's staff, a member for each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.scope import public
from provisioning.actions import staff

SYSTEM = Actor.system("test")


@pytest.fixture
def console(client_for: Callable[..., Client], db: None) -> Callable[..., Client]:
    """A client of the console, signed in as somebody with these roles: console("support"), console() without any."""

    def make(*roles: str) -> Client:
        name = "-".join(roles) or "nobody"
        with public():
            account = Account.objects.filter(username=name).first() or Account(username=name, name=name)
            account.set_password("einhorn-7-lampe")
            account.save()
            for role in roles:
                staff.appoint(account, role, by=SYSTEM, now=datetime.now(UTC))
        client: Client = client_for(account, "console")
        return client

    return make
