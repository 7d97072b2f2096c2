"""Endpoints of the audit log. Reading it is a fact of its own, as on the pages."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.paging import WholeList
from kernel.api.viewsets import Endpoint, Resource, Single
from kernel.events import chain, queries
from kernel.events.actions import deliveries, log
from kernel.events.api import serializers as said
from kernel.events.policies import may_read, may_retry


class Events(Endpoint):
    """The audit log, newest first."""

    policy = staticmethod(may_read)
    module = "events"
    serializer_class = said.EventSerializer
    query_class = said.EventQuery

    def queryset_for(self, actor: Actor) -> Any:
        if self.action != "list":
            return queries.visible_to(actor)
        return queries.matching(queries.Filters(**self.asked()), actor)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of the log."""
        if "cursor" not in request.query_params:
            # Turning pages is the same reading.
            log.note_reading(queries.Filters(**self.asked()).plain, by=self.actor)
        return super().list(request, *args, **kwargs)


class Kinds(Resource):
    """The kinds of events."""

    policy = staticmethod(may_read)
    module = "events"
    serializer_class = said.EventKindSerializer
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """All of them, with their titles."""
        found: Any = [{"kind": kind, "title": title} for kinds in queries.kinds().values() for kind, title in kinds]
        return self.get_paginated_response(said.EventKindSerializer(self.paginate_queryset(found), many=True).data)


class Verification(Single):
    """The chain over the log."""

    policy = staticmethod(may_read)
    module = "events"
    serializer_class = said.VerificationSerializer

    def show(self, request: Request) -> Response:
        """Where the chain ends now."""
        return self._shown({"holds": None, "links": None, "unsealed": None, "broken_at": None, "words": ""})

    @extend_schema(request=None, responses={201: said.VerificationSerializer})
    def create(self, request: Request) -> Response:
        """Recompute it from its first link."""
        found = log.verify(by=self.actor)
        told = {name: getattr(found, name) for name in ("holds", "links", "unsealed", "broken_at", "words")}
        return self._shown(told, 201)

    def _shown(self, verdict: dict[str, Any], status: int = 200) -> Response:
        return Response(said.VerificationSerializer({**asdict(chain.end()), **verdict}).data, status=status)


class Failures(Endpoint):
    """Effects that were given up after eight tries."""

    policy = staticmethod(may_retry)
    module = "events"
    serializer_class = said.FailureSerializer
    ordering = ("-dead_at", "-id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.dead(actor)

    @extend_schema(request=None, responses=said.FailureSerializer)
    @action(methods=["post"], detail=True, url_path="repetition")
    def repetition(self, request: Request, pk: str) -> Response:
        """Try it again within a minute."""
        done = deliveries.retry(self.get_object(), by=self.actor, now=datetime.now(UTC))
        return Response(said.FailureSerializer(done).data)
