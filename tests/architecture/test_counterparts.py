"""Every screen's data is reachable by programs: each page of a tenant's site has its counterpart or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.counterparts import COUNTERPARTS
from tests.architecture.test_manifests import routes

pytestmark = pytest.mark.feature("SAAS-07")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def methods_of(view: Any) -> set[str] | None:
    """The methods that a view's decorators let through; None where none says so."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and all(isinstance(one, str) and one in METHODS for one in held):
                return set(held)
        view = getattr(view, "__wrapped__", None)
    return None


def pages() -> Iterator[str]:
    """The routes of a tenant's site that show something."""
    for route, view in routes("kernel.config.urls_tenant"):
        methods = methods_of(view)
        if not route.startswith("/api/") and (methods is None or "GET" in methods):
            yield route


def nouns() -> set[str]:
    """What the API offers, as `<module>/<nouns>`."""
    return {
        "/".join(route.replace("^", "").split("/")[3:5])
        for route, view in routes("kernel.config.urls_tenant")
        if route.startswith("/api/v1/") and hasattr(view, "actions")
    }


def test_each_page_has_its_counterpart_or_says_why_not() -> None:
    missing = sorted(set(pages()) - set(COUNTERPARTS))
    assert not missing, f"say in tests/architecture/counterparts.py how programs reach: {', '.join(missing)}"


def test_no_line_is_without_its_page() -> None:
    every = {route for route, _view in routes("kernel.config.urls_tenant")}
    stale = sorted(set(COUNTERPARTS) - every)
    assert not stale, f"take these out of tests/architecture/counterparts.py: {', '.join(stale)}"


def test_each_counterpart_is_there() -> None:
    offered = nouns()
    for page, answer in COUNTERPARTS.items():
        assert answer in offered or " " in answer, f"{page}: there is no {answer} in the API, and it is no reason"


def test_a_button_is_told_from_a_page() -> None:
    views = dict(routes("kernel.config.urls_tenant"))
    assert methods_of(views["/webhooks/<uuid:id>/pause/"]) == {"POST"}
    assert "GET" in (methods_of(views["/webhooks/"]) or set())
    assert methods_of(views["/settings/mine/"]) is None
