"""The data of the first twin: the showcase company, and a row of every other table that a tenant has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Value

from kernel.actor import Actor
from kernel.keys import uuid7
from kernel.scope import Scope, scope
from kernel.showcase import Showcase
from organization import seed
from organization.calendars import seed as calendars
from organization.directory import OrganizationDirectory
from organization.models import Department, Person
from tests.tenants.twin.making import NOW, make
from workflow.conditions import Feel
from workflow.plan import compile_graph, graph_of_tree

BOSS = "何欣"
SOURCE: dict[str, Any] = {"steps": [{"kind": "approve", "key": "same", "handler": {"rule": "starter"}}]}
#: Nothing but its id tells a task where it stands.
ARRIVAL = UUID("01977420-dc00-7000-8000-0000000000a1")
FORM: dict[str, Any] = {"v": 1, "fields": {"same": {"type": "text", "label": "同名"}}, "title": ["same"]}
PASSWORD = "门前 老槐树 1987 秋千"


def _file(to: Scope, known: dict[str, Any]) -> dict[str, Any]:
    key = uuid7()
    names = {"purpose": "organization.avatar", "name": "同名的合同.pdf", "detected_type": "application/pdf"}
    sums = dict.fromkeys(("charset", "promised_checksum", "upload", "refused_for", "infection", "unscanned_for"), "")
    return {
        **names, **sums, "id": key, "owner_id": to.key, "key": f"{to.key}/2026/{key}", "checksum": "0" * 64, "size": 3,
        "created_by_account": known["account"], "created_by_name": BOSS, "created_at": NOW, "ready_at": NOW,
    }  # fmt: skip


def _found(to: Scope, known: dict[str, Any]) -> dict[str, Any]:
    return {
        "module": "organization", "kind": "organization.person", "object_id": known["person"], "url": "/organization/",
        "tokens": Value("同名"), "principals": ["all"], "title_key": "同名",
    }  # fmt: skip


def _step(to: Scope, known: dict[str, Any]) -> dict[str, Any]:
    return {"department_id": Department.objects.order_by("pk")[0].pk, "kind": "rename"}


def _version(to: Scope, known: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "tree", "source": SOURCE, "graph": graph_of_tree(SOURCE).as_dict(), "fields": {}, "number": 1}


def _task(to: Scope, known: dict[str, Any]) -> dict[str, Any]:
    return {"kind": 1, "status": 1, "step": "same", "assignee": known["person"], "activation": ARRIVAL}


def _plan(to: Scope, known: dict[str, Any]) -> dict[str, Any]:
    plan = compile_graph(graph_of_tree(SOURCE), Feel({})).plan
    assert plan is not None
    return {"digest": plan.digest, "body": plan.body()}


#: What constraints want that field types do not tell, by the model's label.
GIVEN: dict[str, Callable[[Scope, dict[str, Any]], dict[str, Any]]] = {
    "files.Owner": lambda to, known: {"key": to.key},
    "files.Usage": lambda to, known: {"level": "tenant", "subject": to.key},
    "files.File": _file,
    "search.SearchEntry": _found,
    "organization.ChangeStep": _step,
    "preferences.Enumeration": lambda to, known: {"key": "custom.same"},
    "oaform.Form": lambda to, known: {"draft": FORM},
    "oaform.FormVersion": lambda to, known: {"schema": FORM, "digest": "0" * 64},
    "workflow.PlanRow": _plan,
    "workflow.Version": _version,
    "workflow.TaskRow": _task,
    "workflow.ActivationRow": lambda to, known: {"id": ARRIVAL, "step": "same", "status": 1, "total": 1},
    "workflow.AgentRule": lambda to, known: {"ends_at": NOW + timedelta(days=9)},
    "webhooks.Delivery": lambda to, known: {"body": '{"name": "同名"}'},
}


def _file_again(row: Any) -> dict[str, Any]:
    key = uuid7()
    return {"id": key, "key": f"{row.owner_id}/2026/{key}"}


#: The same for a second row like a first one.
AGAIN: dict[str, Callable[[Any], dict[str, Any]]] = {
    "files.File": _file_again,
    "organization.WorkScopeRule": lambda row: {"unit_id": Department.objects.order_by("pk")[0].unit_id},
    "organization.RoleGrant": lambda row: {"principal": f"person:{uuid7()}"},
    "workflow.Copy": lambda row: {"kind": "circulate" if row.kind == "cc" else "cc"},
}
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
        showcase = Showcase(PASSWORD)
        seed.run(showcase)
        calendars.run(showcase)
        boss = Person.objects.get(name=BOSS)
        assert boss.account is not None
        known = known_values(to, boss)
        for model in tenant_models():
            label = model._meta.label
            if label not in EMPTY and not model._default_manager.exists():
                make(model, known, GIVEN[label](to, known) if label in GIVEN else {})


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
    return OrganizationDirectory().actor_for(Person.objects.get(name__endswith=BOSS).account)


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
    seen: set[type[Any]] = set()

    def targets(model: type[Any], *, needed: bool) -> set[type[Any]]:
        fields = [field for field in model._meta.concrete_fields if field.related_model in found]
        return {field.related_model for field in fields if not (needed and field.null)} - {model}

    def needs(model: type[Any], other: type[Any], on_the_way: frozenset[type[Any]] = frozenset()) -> bool:
        return model == other or any(
            needs(target, other, on_the_way | {model})
            for target in targets(model, needed=True)
            if target not in on_the_way
        )

    def place(model: type[Any]) -> None:
        if model in seen:
            return
        seen.add(model)
        for target in sorted(targets(model, needed=False), key=found.index):
            # Two tables may point at each other: the one that may be empty at first comes first.
            if not needs(target, model):
                place(target)
        order.append(model)

    for model in found:
        place(model)
    return order
