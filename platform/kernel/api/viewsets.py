"""What endpoints are made of: querysets from queries, changes through one act, errors of one shape."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from kernel.actor import Actor
from kernel.api import idempotency
from kernel.api.errors import shape
from kernel.api.paging import KeysetPagination
from kernel.api.scopes import READING
from kernel.api.throttling import Throttle
from kernel.policies import Invalid, NotFound


class Resource(GenericViewSet[Any]):
    """What all endpoints share.

    Set `policy` ("signed_in", "open", a function right, or a static method (actor) -> True or a
    refusal) and `module` (the scope's first half). `query_class` is a serializer of what may be asked
    for in the address: with one, anything else there is refused. Writing requests with an
    Idempotency-Key are done once.
    """

    policy: Any = None
    module: str = ""
    ordering: Any = "-id"
    pagination_class: Any = KeysetPagination
    query_class: type[BaseSerializer[Any]] | None = None
    lookup_value_regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

    @property
    def actor(self) -> Actor:
        """Who asks."""
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return actor

    @property
    def key(self) -> UUID:
        """The id in the address."""
        return UUID(self.kwargs["pk"])

    def queryset_for(self, actor: Actor) -> Any:
        """The rows that the actor may see."""
        raise NotFound

    def asked(self) -> dict[str, Any]:
        """What the list is asked for, checked by `query_class`. Raises Invalid, also for a filter there is not."""
        if self.query_class is None:
            return {}
        given = self.request.query_params
        parsed = self.query_class(data=given.dict())
        paged = ("limit", "cursor") if type(self.paginator) is KeysetPagination else ()
        known = {*parsed.fields, *paged}  # type: ignore[attr-defined] # it is a Serializer
        if unknown := sorted(set(given) - known):
            words = _("There is no such filter. These are known: %(names)s.") % {"names": ", ".join(sorted(known))}
            raise Invalid({name[:80]: [words] for name in unknown})
        parsed.is_valid(raise_exception=True)
        return dict(parsed.validated_data)

    def sent(self, kind: type[BaseSerializer[Any]], **options: Any) -> dict[str, Any]:
        """What was sent, checked by a serializer. Raises ValidationError."""
        parsed = kind(data=self.request.data, **options)
        parsed.is_valid(raise_exception=True)
        return dict(parsed.validated_data)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            serializer = self.get_serializer_class()
            return serializer.Meta.model.objects.none() if hasattr(serializer, "Meta") else None
        return self.queryset_for(self.actor)

    def get_object(self) -> Any:
        found = self.get_queryset().filter(pk=self.key).first()
        if found is None:
            raise NotFound
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any("\x00" in part for pair in request.query_params.lists() for part in (pair[0], *pair[1])):
            raise Invalid(_("There is a character in the address that cannot stand there."))
        if request.method not in READING:
            # Read through Django once, which minds the limit of size; the parsers would read past it.
            request._request.body  # noqa: B018
        self._kept, replay = idempotency.begin(request)
        if replay is not None:
            raise _Replay(replay)

    def check_throttles(self, request: Request) -> None:
        for throttle in self.get_throttles():
            if not throttle.allow_request(request, self):
                seconds = int(throttle.wait() or 1)
                raise Throttled(seconds, throttle.words(seconds) if isinstance(throttle, Throttle) else None)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            return exc.response
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        kept = getattr(self, "_kept", None)
        is_kept = response.status_code < 500 and not getattr(response, "keep_nothing", False)
        if kept is not None and is_kept and isinstance(response, Response):
            idempotency.end(kept, response)
        return super().finalize_response(request, response, *args, **kwargs)


class Endpoint(Resource):
    """A list of rows and each of them: set `serializer_class`, a unique `ordering` and `queryset_for(actor)`."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of rows."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row."""
        return Response(self.get_serializer(self.get_object()).data)


class Single(Resource):
    """The one thing of its kind: define `show` (GET) and, where it can be changed, `replace` (PUT), `change` (PATCH)
    or `create` (POST)."""

    pagination_class: Any = None


class _Replay(Exception):
    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__()


def nothing_here(request: HttpRequest, **_given: Any) -> HttpResponseBase:
    """Any address of the API that does not exist."""
    return JsonResponse(shape("not_found", _("There is nothing at this address.")), status=404)


nothing_here.policy = "open"  # type: ignore[attr-defined]
nothing_here.policy_reason = "it says of every address that nothing is there"  # type: ignore[attr-defined]
