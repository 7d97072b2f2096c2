"""What endpoints are made of: querysets from queries, changes through one act, errors of one shape."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from kernel.actor import Actor
from kernel.api import idempotency
from kernel.api.paging import KeysetPagination
from kernel.policies import NotFound


class Endpoint(GenericViewSet[Any]):
    """An endpoint of a module.

    Set `policy` ("signed_in", "open" or a function right), `module` (the scope's first half) and a
    `queryset_for(actor)`. POST requests with an Idempotency-Key are done once.
    """

    policy: str | None = None
    module: str = ""
    ordering: Any = "-id"
    pagination_class: Any = KeysetPagination
    lookup_value_regex = "[0-9a-f-]{36}"

    @property
    def actor(self) -> Actor:
        """Who asks."""
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return actor

    def queryset_for(self, actor: Actor) -> Any:
        """The rows that the actor may see."""
        raise NotFound

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            serializer = self.get_serializer_class()
            return serializer.Meta.model.objects.none() if hasattr(serializer, "Meta") else None
        return self.queryset_for(self.actor)

    def get_object(self) -> Any:
        found = self.filter_queryset(self.get_queryset()).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise NotFound
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._kept, replay = idempotency.begin(request)
        if replay is not None:
            raise _Replay(replay)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            return exc.response
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        kept = getattr(self, "_kept", None)
        if kept is not None and isinstance(response, Response) and response.status_code < 400:
            idempotency.end(kept, response)
        return super().finalize_response(request, response, *args, **kwargs)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of rows."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row."""
        return Response(self.get_serializer(self.get_object()).data)


class _Replay(Exception):
    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__()


def nothing_here(request: HttpRequest, **_: Any) -> Any:
    """Any address of the API that does not exist."""
    from django.http import JsonResponse
    from django.utils.translation import gettext as _t

    from kernel.api.errors import shape

    return JsonResponse(shape("not_found", _t("There is nothing at this address.")), status=404)


nothing_here.policy = "open"  # type: ignore[attr-defined]
