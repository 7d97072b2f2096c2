"""What the kernel asks about tenants, answered from the places in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Q

from kernel.config.environment import environment
from kernel.scope import Scope, public
from tenants import hosts
from tenants.lifecycle import OPEN, State


class Tenants:
    """The port's answers; see kernel.ports.tenancy for the promises."""

    def is_open(self, to: Scope) -> bool:
        place = hosts.place_of(to)
        return to.is_public or (place is not None and place.scope == to and place.is_open)

    def is_writable(self, to: Scope) -> bool:
        place = hosts.place_of(to)
        # A schema in the making has no domain yet; whoever fills it is the product itself.
        return to.is_public or place is None or place.is_writable

    def is_inert(self, to: Scope) -> bool:
        place = hosts.place_of(to)
        return place is not None and place.state is State.DEMO and not to.is_public

    def has(self, to: Scope, licence: str | None) -> bool:
        if licence is None or to.is_public:
            return True
        place = hosts.place_of(to)
        return place is not None and licence in place.licences

    def every(self, licence: str | None = None) -> Iterator[Scope]:
        from tenants.models import Tenant

        with public():
            rows = Tenant.objects.filter(state__in=OPEN).exclude(schema_name="public").order_by("id")
            if licence is not None:
                now = datetime.now(UTC)
                rows = rows.filter(Q(grants__until=None) | Q(grants__until__gt=now), grants__licence=licence)
            found = [tenant.scope for tenant in rows]
        yield from found

    def address(self, to: Scope, path: str = "/") -> str:
        place = hosts.place_of(to)
        host = place.primary if place is not None else environment.base_domain
        return f"{environment.scheme}://{host}{environment.port_suffix}{path}"

    def language(self, to: Scope) -> str:
        place = hosts.place_of(to)
        return place.language if place is not None else "zh-hans"

    def name(self, to: Scope) -> str:
        place = hosts.place_of(to)
        return place.name if place is not None and not to.is_public else "同办 Tongban"
