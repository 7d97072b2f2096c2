"""Every address of the API, from the URL map itself: nobody comes in without a token, nor with one for another module."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.architecture.test_manifests import routes
from tests.support.programs import Program, told

pytestmark = pytest.mark.feature("ADM-16")
KEY = "00000000-0000-7000-8000-000000000000"
WRITING = {"post", "put", "patch", "delete"}


def doors() -> Iterator[tuple[str, str, Any]]:
    """(method, path, endpoint) of every door: ids are of the form that the address takes, and nobody's."""
    for route, view in routes("kernel.config.urls_tenant"):
        for method in getattr(view, "actions", {}) or ():
            path = re.sub(r"\(\?P<pk>(.*?)\)/", lambda found: _id(found[1]), route)
            yield method.upper(), re.sub(r"[\^$]|\\Z", "", path), view.cls


def _id(pattern: str) -> str:
    return next(f"{text}/" for text in (KEY, "7", "own.x", "brand.name") if re.fullmatch(pattern, text))


DOORS = sorted(set(doors()), key=lambda door: door[:2])


def test_the_map_has_doors() -> None:
    assert len(DOORS) > 90 and all(path.startswith("/api/v1/") and "(" not in path for _method, path, _view in DOORS)


@pytest.mark.parametrize(("method", "path", "view"), DOORS, ids=lambda part: part if isinstance(part, str) else "")
def test_a_door_asks_who_it_is(db: None, method: str, path: str, view: Any) -> None:
    body: Any = {} if method.lower() in WRITING else None
    nobody = Program().call(method, path, body)
    assert nobody.status_code == 401 and told(nobody)["error"]["code"] == "signed_out"
    assert view.policy and view.policy != "open" and view.module, "says who may, and which scope it takes"


@pytest.mark.parametrize("module", sorted({view.module for _method, _path, view in DOORS}))
def test_a_token_opens_its_module_only_and_a_reading_one_writes_nothing(
    program: Callable[..., Program], module: str
) -> None:
    other = "notices" if module != "notices" else "files"
    elsewhere, reader = program("lin", scopes=(f"{other}:write",)), program("wang", scopes=(f"{module}:read",))
    for method, path, view in DOORS:
        if view.module != module:
            continue
        body: Any = {} if method.lower() in WRITING else None
        answer = elsewhere.call(method, path, body)
        assert answer.status_code == 403, f"{method} {path}"
        if method.lower() in WRITING:
            assert reader.call(method, path, body).status_code == 403, f"{method} {path}"


@pytest.mark.parametrize("path", sorted({path for _method, path, _view in DOORS}))
def test_what_a_door_does_not_do_it_says(program: Callable[..., Program], path: str) -> None:
    known = {method for method, one, _view in DOORS if one == path}
    lin = program("lin")
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
        answer = lin.call(method, path, {})
        assert answer.status_code in {403, 405} and "error" in told(answer)
