"""On which host names of their own companies' sites stand."""

from __future__ import annotations

from collections.abc import Iterable

from kernel.config.environment import environment
from tenants.models import Domain


class Domains:
    """Answers the files' port; see kernel.files.origins.OwnDomains."""

    def domains(self) -> Iterable[str]:
        """The proven host names of tenants outside the installation's own domain."""
        rows = Domain.objects.filter(purpose=Domain.Purpose.TENANT)
        return rows.exclude(domain__endswith=f".{environment.base_domain}").values_list("domain", flat=True)
