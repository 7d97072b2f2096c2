"""Workbooks of the organisation that programs send: who may, and what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.files.purposes import Act, purpose
from organization.excel.reading import MAX_BYTES
from organization.policies import ImportRunPolicy

if TYPE_CHECKING:
    from kernel.files.models import File
    from kernel.policies import Verdict


def may(actor: Actor, act: Act, file: File | None) -> Verdict:
    """Whoever may import sends and reads them: they hold everybody's data."""
    return ImportRunPolicy.run(actor, file)


# What it holds is told by the reader, row by row and in words; so any content may come.
WORKBOOK = purpose(
    "organization.workbook", title=_("Workbook of the organisation"), may=may, max_bytes=MAX_BYTES, inline=False
)
