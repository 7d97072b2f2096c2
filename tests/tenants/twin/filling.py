"""The data of the first twin: the showcase company, and a row of every other table that a tenant has."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings

from kernel.actor import Actor
from kernel.scope import Scope, scope
from organization import seed
from organization.calendars import seed as calendars
from organization.directory import OrganizationDirectory
from organization.models import Person
from tests.tenants.twin.making import NOW, make

BOSS = "何欣"
PASSWORD = "门前 老槐树 1987 秋千"  # noqa: S105 - of this test only

#: What constraints want that field types do not tell.
GIVEN: dict[str, dict[str, Any]] = {}
#: Tables without a row in the twins, each with the reason.
EMPTY = {
    "auth.Group": "Django's groups are not used",
    "auth.Group_permissions": "the same",
    "account.EmailConfirmation": "allauth's own confirmation by mail is switched off",
    "sessions.Session": "made for each twin after the copy: a session's key is a secret, not an id",
    "usersessions.UserSession": "the same",
}


def fill(to: Scope) -> None:
    """Fill a tenant. Everything runs in one unit of work."""
    with scope(to):
        seed.run(by=Actor.system("seed"), password=PASSWORD)
        calendars.run(None)
        boss = Person.objects.get(name=BOSS)
        assert boss.account is not None
        known = known_values(to, boss)
        for model in tenant_models():
            label = model._meta.label
            if label not in EMPTY and not model._default_manager.exists():
                make(model, known, {**GIVEN.get(label, {})})


def known_values(to: Scope, boss: Person) -> dict[str, Any]:
    """What fields of these names hold, so that references without a foreign key lead somewhere."""
    return {
        "account": boss.account_id,
        "person": boss.pk,
        "owner_id": to.key,
        "owner": boss.account_id,
        "uploader": boss.account_id,
        "made_by": boss.account_id,
        "principal": f"person:{boss.pk}",
    }


def boss_actor() -> Actor:
    """The group administrator, in the scope in hand."""
    return OrganizationDirectory().actor_for(Person.objects.get(name=BOSS).account)


def tenant_models() -> list[type[Any]]:
    """Every model whose table stands in a tenant's schema, parents first."""
    names = set(settings.TENANT_APPS)
    found = [
        model
        for config in apps.get_app_configs()
        if config.name in names or f"{config.__module__}.{type(config).__name__}" in names
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    order: list[type[Any]] = []

    def place(model: type[Any]) -> None:
        if model in order:
            return
        for field in model._meta.concrete_fields:
            target = field.related_model
            if target is not None and target != model and target in found:
                place(target)
        order.append(model)

    for model in found:
        place(model)
    return order


__all__ = ["BOSS", "EMPTY", "GIVEN", "NOW", "PASSWORD", "boss_actor", "fill", "known_values", "tenant_models"]
