"""Addresses that can be had, proposed to somebody who signs up."""

from __future__ import annotations

from collections.abc import Iterator

from provisioning import slugs
from provisioning.actions.signups import slug_fault
from provisioning.models import SignUp

#: What is put behind a name that is taken, in this order.
BEHIND = ("cn", "group", "office", "2", "3")


def first_free(company: str, signup: SignUp | None = None) -> str:
    """The first address proposed for a company that can be had; empty when the name cannot be spelt."""
    return next(free(slugs.propose(company), signup), "")


def free(slug: str, signup: SignUp | None = None) -> Iterator[str]:
    """An address and those near it, as far as they can be had; nothing for an empty one."""
    if not slug:
        return
    near = [slug, *(f"{slug[: slugs.LONGEST - len(end) - 1]}-{end}" for end in BEHIND)]
    for one in near:
        if not slug_fault(one, signup):
            yield one
