"""What several tests of the way in do first."""

from __future__ import annotations

import re

from django.test import Client

from kernel.actor import Actor
from kernel.notices.models import Outgoing
from kernel.scope import public
from provisioning.actions import pool

PASSWORD = "门前 老槐树 1987 秋千"


def wanted(**stocks: int) -> None:
    """Set how many ready schemas are wanted."""
    with public():
        for stock in ("plain", "demo"):
            pool.want(stock, by=Actor.system("test"), wanted=stocks.get(stock, 0))


def code_for(email: str) -> str:
    """The six digits of the latest mail to an address."""
    with public():
        found = re.search(r"\b(\d{6})\b", Outgoing.objects.filter(to=email).latest("id").text)
    assert found
    return found[1]


def proven(client: Client, email: str = "shen@qinghe.cn") -> Client:
    """Past the first screen."""
    assert client.post("/sign-up/", {"email": email}).status_code == 303
    answer = client.post("/sign-up/code/", {"code": code_for(email)})
    assert answer.headers["Location"] == "/sign-up/company/"
    return client
