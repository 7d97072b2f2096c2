"""Endpoints of the links."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.api.viewsets import Endpoint
from kernel.links import queries
from kernel.links.actions import linking
from kernel.links.api import serializers as said


class Links(Endpoint):
    """What is linked with a thing, as the reader sees it."""

    policy = "signed_in"
    module = "links"
    serializer_class = said.LinkedSerializer
    query_class = said.Asked
    pagination_class = None

    @extend_schema(parameters=[OpenApiParameter("of", str, required=True)], responses=said.LinksSerializer)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The links of one thing (`of=kind:id`), newest first, at most 200."""
        rows = queries.linked_with(self.asked()["of"], for_=self.actor)
        return Response(said.LinksSerializer({"items": rows}).data)

    @extend_schema(responses=said.MadeSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One link, for whoever may open one of its ends."""
        return Response(said.MadeSerializer(queries.link(self.key, for_=self.actor)).data)

    @extend_schema(request=said.NewLink, responses={201: said.MadeSerializer})
    def create(self, request: Request) -> Response:
        """Link two things."""
        given = self.sent(said.NewLink)
        made = linking.link(given.pop("thing"), by=self.actor, **given)
        return Response(said.MadeSerializer(made).data, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take a link away."""
        linking.unlink(queries.link(self.key, for_=self.actor), by=self.actor)
        return Response(status=204)
