"""The ports that processes answer."""

from typing import Any, cast
from uuid import UUID

from forms.touching import FormUses
from kernel.ports import offer
from workflow.engine.rows import OPEN, Status
from workflow.models import Instance


class MattersUseForms:
    """What runs on a form: matters under way, suspended ones too."""

    def running(self, form: UUID) -> int:
        """How many matters have a record of it and have not ended. One query."""
        return Instance.objects.filter(record__form=form, status__in=[*sorted(OPEN), Status.SUSPENDED]).count()


offer(cast(Any, FormUses), MattersUseForms())
