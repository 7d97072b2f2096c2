"""What packages bring fits together: facts are published, schedules name tasks, routes name policies."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from kernel.events.facts import FACTS, HANDLERS
from kernel.registry import manifests
from kernel.tasks.schedule import lines, resolve

ROOT = Path(__file__).resolve().parents[2]
OURS = [config for config in apps.get_app_configs() if str(ROOT) in str(config.path) and ".venv" not in config.path]


def routes(urlconf: str) -> Iterator[tuple[str, Any]]:
    """Every pattern of a URL map with its view."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, prefix + str(entry.pattern))
            elif isinstance(entry, URLPattern):
                yield prefix + str(entry.pattern), entry.callback

    yield from walk(get_resolver(urlconf).url_patterns, "/")


def policy_of(view: Any) -> Any:
    """The policy that a view names, whether function, class view or API endpoint."""
    for owner in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        if getattr(owner, "policy", None) is not None:
            return getattr(owner, "policy")  # noqa: B009
    return None


@pytest.mark.parametrize("urlconf", ["site", "console", "tenant"])
def test_every_route_names_its_policy(urlconf: str) -> None:
    nameless = [route for route, view in routes(f"kernel.config.urls_{urlconf}") if policy_of(view) is None]
    assert not nameless


def test_every_subscribed_fact_is_published() -> None:
    wanted = {kind for kind in HANDLERS if kind != "*"}
    assert not wanted - set(FACTS), "somebody waits for facts that nobody publishes"


def test_every_declared_fact_is_recorded_somewhere() -> None:
    """A fact is a constant in events.py; some file other than that one must use its name."""
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("platform", "tenants", "modules", "provisioning")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "events.py"
    )
    unused = []
    for config in OURS:
        path = Path(config.path) / "events.py"
        if not path.exists():
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and "fact(" in ast.unparse(node.value):
                unused += [
                    f"{config.name}.{target.id}"
                    for target in node.targets
                    if isinstance(target, ast.Name) and target.id not in source
                ]
    assert not unused


def test_every_line_of_the_schedule_names_a_task() -> None:
    for line in lines():
        assert resolve(line.every.run).name == line.every.run
        assert line.every.interval


def test_slugs_and_mounts_are_one_package_s_own() -> None:
    slugs = [manifest.slug for manifest in manifests()]
    assert len(set(slugs)) == len(slugs)


def test_tables_have_uuid_keys_made_by_us_and_no_foreign_key_crosses_a_module() -> None:
    for config in OURS:
        for model in config.get_models():
            key = model._meta.pk
            assert not isinstance(key, models.AutoField), f"{model._meta.label}: keys are made by the application"
            assert model._meta.default_permissions == (), f"{model._meta.label}: Django's permissions are not used"
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey) and field.related_model is not None:
                    target = field.related_model._meta.app_config
                    if config.name.startswith("modules."):
                        assert not (target.name.startswith("modules.") and target.name != config.name)


def test_named_constraints_only() -> None:
    for config in OURS:
        for model in config.get_models():
            assert not model._meta.unique_together, f"{model._meta.label}: name the constraint"
