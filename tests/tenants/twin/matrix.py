"""The matrix: every address of a URL map, with the arguments that lead somewhere, made from the map itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from kernel.registry import manifests
from tests.tenants.twin.rows import ROWS, Unknown

_CONVERTER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>")
_READS, _WRITES = ("get",), ("post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """One address of a URL map. `template` has its parameters as `<name>`; `methods` are those worth asking for."""

    template: str
    methods: tuple[str, ...]
    view: Any
    kinds: tuple[tuple[str, str], ...]

    @property
    def is_api(self) -> bool:
        """Whether programs ask here, with tokens."""
        return self.template.startswith("/api/")

    @property
    def mount(self) -> str:
        """The first part of the address."""
        return self.template.split("/")[1] or "home"

    def fillings(self) -> list[dict[str, Any]]:
        """What its parameters are filled with: a Key (any row of a model) or literal values.

        Raises Unknown where neither the map nor a row of the table says.
        """
        made: list[dict[str, Any]] = [{}]
        for name, kind in self.kinds:
            before = self.template.partition(f"<{name}>")[0]
            options = _options(self, before, name, kind)
            made = [{**filling, name: option} for filling in made for option in options]
        return made


def routes(urlconf: str) -> list[Route]:
    """Every route of a URL map, by its template."""
    return [_route(pattern, view) for pattern, view in _walk(get_resolver(urlconf).url_patterns, "/")]


def unfilled(found: list[Route]) -> list[str]:
    """The routes whose parameters nobody can fill: each wants a row in tests/tenants/twin/rows.py."""
    missing = []
    for route in found:
        try:
            route.fillings()
        except Unknown as error:
            missing.append(str(error))
    return missing


@dataclass(frozen=True)
class Key:
    """What stands for any row of a model: its key, or another column of it."""

    label: str
    column: str = "pk"

    @property
    def model(self) -> type[Any]:
        """The model."""
        return apps.get_model(self.label)

    @property
    def is_public(self) -> bool:
        """Whether the rows of all tenants stand in one table of the public schema, each with its tenant's id."""
        return apps.get_app_config(self.label.split(".")[0]).name not in settings.TENANT_APPS

    @property
    def has_tenant(self) -> bool:
        """Whether a row of a public table says whose it is."""
        return any(field.name == "tenant" for field in self.model._meta.concrete_fields)


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def _route(pattern: str, view: Any) -> Route:
    kinds = [(found["name"], found["kind"] or "str") for found in _CONVERTER.finditer(pattern)]
    template = _CONVERTER.sub(lambda found: f"<{found['name']}>", pattern)
    if "(?P<" in pattern:
        kinds = [(name, "str") for name in _GROUP.findall(pattern)]
        template = _without_groups(pattern)
    template = template.replace(".*", "nothing").replace("^", "").replace("$", "").replace("\\", "")
    actions = getattr(view, "actions", None)
    methods = tuple(actions) if actions else (*_READS, "post")
    return Route(template, methods, view, tuple(kinds))


def _without_groups(pattern: str) -> str:
    """`units/(?P<pk>[a-z]+(?:x))/` as `units/<pk>/`."""
    while found := _GROUP.search(pattern):
        end, depth = found.end(), 1
        while depth:
            depth += {"(": 1, ")": -1}.get(pattern[end], 0)
            end += 1
        pattern = f"{pattern[: found.start()]}<{found[1]}>{pattern[end:]}"
    return pattern


def _options(route: Route, before: str, name: str, kind: str) -> list[Any]:
    for key in (f"{before}<{name}>", f"<{name}>"):
        if key in ROWS:
            given = ROWS[key]
            if isinstance(given, str):
                return [Key(*given.split("@"))]
            return list(given() if callable(given) else given)
    found = _model_of_endpoint(route) if name == "pk" else None
    model = found or _model_by_noun(before, name)
    if model is None:
        raise Unknown(
            f"{route.template}: nobody knows what <{name}> stands for. Add a row to tests/tenants/twin/rows.py: "
            f'"{before}<{name}>": "app.Model" (whose keys stand there) or a list of values.'
        )
    return [Key(model._meta.label)]


def _model_of_endpoint(route: Route) -> type[Any] | None:
    serializer = getattr(getattr(route.view, "cls", None), "serializer_class", None)
    return getattr(getattr(serializer, "Meta", None), "model", None)


def _model_by_noun(before: str, name: str) -> type[Any] | None:
    """`/organization/units/<key>` names the model Unit of the package under /organization/; so does `<unit>` itself."""
    parts = [part for part in before.strip("/").split("/") if part]
    if not parts:
        return None
    app = _labels().get(parts[2] if parts[:1] == ["api"] and len(parts) > 2 else parts[0])
    own = list(apps.get_app_config(app).get_models()) if app else []
    noun = parts[-1].replace("-", "")
    for models in (own, apps.get_models()):
        found = [model for model in models if noun in _plurals(str(model._meta.model_name))]
        if len(found) == 1:
            return found[0]
    if name in {"id", "pk", "key"}:
        return None
    ends = [model for model in own if str(model._meta.model_name).endswith(name)]
    ends = ends or [model for model in apps.get_models() if model._meta.model_name == name]
    return ends[0] if len(ends) == 1 else None


def _plurals(single: str) -> set[str]:
    irregular = {"people"} if single == "person" else set()
    return {f"{single}s", f"{single}es", re.sub("y$", "ies", single)} | irregular


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {manifest.mount or "home": manifest.label for manifest in manifests()}
