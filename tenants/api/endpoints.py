"""The endpoints about a tenant's own addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.api.viewsets import Endpoint
from tenants import queries
from tenants.actions import domains as acts
from tenants.api.serializers import DomainRequestSerializer, NewDomain
from tenants.functions import DOMAINS
from tenants.tasks import look_soon


class Addresses(Endpoint):
    """Addresses of the company's own: asked for, proven, given up. At most ten, so one page holds them all."""

    policy = DOMAINS
    module = "tenants"
    serializer_class = DomainRequestSerializer

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All of them, the newest first."""
        rows = DomainRequestSerializer(queries.requests_visible_to(self.actor), many=True).data
        return Response({"items": rows, "next": None, "previous": None})

    def retrieve(self, request: Request, pk: str) -> Response:
        """One of them."""
        return Response(DomainRequestSerializer(queries.request(UUID(pk), for_=self.actor)).data)

    @extend_schema(request=NewDomain, responses={201: DomainRequestSerializer})
    def create(self, request: Request) -> Response:
        """Ask for one; a name asked for before answers the same request."""
        given = NewDomain(data=request.data)
        given.is_valid(raise_exception=True)
        made = acts.ask(by=self.actor, now=datetime.now(UTC), **given.validated_data)
        return Response(DomainRequestSerializer(made).data, status=201)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Give one up."""
        acts.give_up(queries.request(UUID(pk), for_=self.actor).pk, by=self.actor)
        return Response(status=204)

    @extend_schema(request=None, responses={202: DomainRequestSerializer})
    @action(methods=["post"], detail=True, url_path="look")
    def look(self, request: Request, pk: str) -> Response:
        """Look now whether it is proven; the answer comes at once, the result a little later."""
        found = queries.request(UUID(pk), for_=self.actor)
        look_soon(found)
        return Response(DomainRequestSerializer(found).data, status=202)
