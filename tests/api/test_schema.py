"""The OpenAPI document against the product itself: whatever fits it, or does not, is answered as it says.

Requests are made up from the schema, for a person with every right and for one with none: no fault, only
statuses and bodies that the document knows, and every refusal in the one shape.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kernel.actor import Actor
from kernel.api import schema
from kernel.api.actions import tokens
from kernel.registry import parts
from organization.directory import OrganizationDirectory
from organization.models import Person
from tests.architecture.test_manifests import routes
from tests.organization.conftest import Company
from tests.support.databases import HOSTS
from tests.support.programs import Program

pytestmark = pytest.mark.feature("SAAS-07")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: How many requests are made up for each operation: by the person with every right, and by the one with none.
EXAMPLES = {"all": 5, "none": 3}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of a tenant's host."""
    found: dict[str, Any] = json.loads(
        json.dumps(SchemaGenerator(urlconf="kernel.config.urls_tenant").get_schema(public=True), default=str)
    )
    return found


def test_the_document_is_made_once_for_a_host_a_language_and_a_format(
    program: Callable[..., Program], visit: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = SchemaGenerator.get_schema

    def counted(self: SchemaGenerator, *args: Any, **kwargs: Any) -> Any:
        made.append(str(self.urlconf))
        assert not args and kwargs == {"public": True}, "it must not depend on who asks"
        return real(self, *args, **kwargs)

    monkeypatch.setattr(SchemaGenerator, "get_schema", counted)
    schema.forget()
    lin = program("lin", scopes=("api:read",))

    def asked(query: str = "", **headers: str) -> Any:
        return lin.client.get(f"/api/v1/schema/{query}", headers={**lin.headers, **headers})

    first = asked()
    assert first.status_code == 200 and len(made) == 1
    assert asked().content == first.content
    assert asked("?lang=zh-hans").content == first.content
    for odd in ("xx", "../../etc", "zh-hans" * 50):
        assert asked(f"?lang={odd}").content == first.content
        assert asked(f"?version={odd}").content == first.content
    assert len(made) == 1, "what somebody types is neither kept nor shown"
    assert asked("?lang=en").content != first.content
    assert asked(accept="application/vnd.oai.openapi+json").json()["openapi"].startswith("3.1")
    assert len(made) == 3
    kept = asked(**{"if-none-match": first["ETag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    assert visit("two").get("/api/v1/schema/").status_code == 401, "it is no door past signing in"
    schema.forget()


def test_the_document_is_made_without_a_doubt(document: dict[str, Any]) -> None:
    assert not GENERATOR_STATS._warn_cache and not GENERATOR_STATS._error_cache
    assert document["openapi"].startswith("3.1")


def test_the_document_knows_every_door(document: dict[str, Any]) -> None:
    for route, view in routes("kernel.config.urls_tenant"):
        for method in set(getattr(view, "actions", {}) or ()) - {"head"}:
            path = "".join("{id}" if "P<pk>" in part else part for part in _parts(route))
            assert method in document["paths"][path], f"{method} {path}"


def test_each_operation_says_what_it_does_and_how_it_refuses(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"].strip(), f"{method} {path} needs a docstring"
            assert {"401", "403", "422", "429"} <= set(operation["responses"]), f"{method} {path}"
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def _parts(route: str) -> Iterator[str]:
    depth, part = 0, ""
    for char in route.replace("^", "").replace("\\Z", "").replace("$", ""):
        if char == "(" and depth == 0:
            yield part
            part = ""
        depth += {"(": 1, ")": -1}.get(char, 0)
        part += char
        if char == ")" and depth == 0:
            yield part
            part = ""
    yield part


@dataclass
class Caller:
    """Somebody with a token, and the ids that are there to be named."""

    headers: dict[str, str]
    known: dict[str, list[str]]


class AllRights(OrganizationDirectory):
    """The directory, with every function right for the group's administrator."""

    boss: Any = None

    def actor_for(self, account: Any, position: Any = None) -> Actor:
        from dataclasses import replace

        found = super().actor_for(account, position)
        every = frozenset(name for _manifest, module in parts("functions") for name in module.FUNCTIONS)
        return replace(found, functions=found.functions | every) if account.pk == self.boss else found


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client: the end of a request does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def callers(company: Company, monkeypatch: pytest.MonkeyPatch) -> dict[str, Caller]:
    """A person with every right, and one with none."""
    from kernel.ports import Directory, sockets

    boss = company.person("何欣")
    monkeypatch.setattr(AllRights, "boss", boss.account_id)
    monkeypatch.setitem(sockets._offered, Directory, AllRights())
    known = _known(company, boss)
    made = {}
    for name, person in (("all", boss), ("none", company.person("孟繁星"))):
        by = Actor(kind="person", name=person.name, account=person.account_id, person=person.pk)
        secret = tokens.make(by=by, name="schema", scopes=["*:write"], days=None)[1]
        made[name] = Caller({"Host": HOSTS["one"], "Authorization": f"Bearer {secret}"}, known)
    return made


def _known(company: Company, boss: Person) -> dict[str, list[str]]:
    from organization.calendars.models import WorkCalendar
    from organization.models import Administrator, Department, Level, PersonGroup, Position, Post, Role, Unit

    def keys(model: Any, **options: Any) -> list[str]:
        return [str(key) for key in model.objects.filter(**options).values_list("pk", flat=True)[:5]]

    others = Person.objects.exclude(pk=boss.pk).exclude(name="孟繁星")
    return {
        "organization/units": keys(Unit),
        "organization/departments": keys(Department),
        "organization/posts": keys(Post),
        "organization/levels": keys(Level),
        "organization/groups": keys(PersonGroup),
        "organization/roles": keys(Role),
        "organization/administrators": keys(Administrator),
        "organization/positions": keys(Position),
        "organization/people": [str(person.pk) for person in others[:5]],
        "calendars/calendars": keys(WorkCalendar),
        "preferences/settings": ["brand.name", "brand.accent", "brand.logo"],
        "preferences/enumerations": ["general.urgency", "general.secrecy"],
    }


def _named(case: Any, known: dict[str, list[str]]) -> None:
    """Put an id that is there into every other request: what is made up at random is never there."""
    text = str(case.path_parameters.get("id", ""))
    place = "/".join(case.path.split("/")[3:5])
    luck = zlib.crc32(text.encode("utf-8", "surrogatepass"))
    if known.get(place) and luck % 2:
        case.path_parameters["id"] = known[place][luck % len(known[place])]


def _operations(document: dict[str, Any], tag: str) -> Iterator[Any]:
    found = schemathesis.openapi.from_dict(document)
    found.app = WSGIHandler()
    for result in found.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr] # the document has been checked
        if f"/api/v1/{tag}/" in operation.path:
            yield operation


MODULES = sorted(
    {route.split("/")[3] for route, view in routes("kernel.config.urls_tenant") if hasattr(view, "actions")}
)


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("who", ["all", "none"])
def test_answers_are_as_the_document_says(
    callers: dict[str, Caller], document: dict[str, Any], who: str, module: str
) -> None:
    caller = callers[who]
    for operation in _operations(document, module):
        good, bad = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

        @settings(
            max_examples=EXAMPLES[who],
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=some.one_of(good, bad))
        def ask(case: Any) -> None:
            _named(case, caller.known)
            answer = case.call(headers=caller.headers, base_url=f"http://{HOSTS['one']}")
            case.validate_response(answer, checks=CHECKS)

        ask()
