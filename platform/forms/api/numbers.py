"""Endpoints of numberings and of the numbers they gave."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from forms import functions, queries
from forms.actions import numbers
from forms.api import serializers as said
from kernel.actor import Actor
from kernel.api.viewsets import Endpoint


class Numberings(Endpoint):
    """How numbers are made."""

    policy = functions.DESIGN
    module = "forms"
    serializer_class = said.RuleSerializer
    ordering = ("name", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.rules(actor)

    @extend_schema(request=said.NewRule, responses={201: said.RuleSerializer})
    def create(self, request: Request) -> Response:
        """Make a numbering."""
        made = numbers.set_rule(None, by=self.actor, **self.sent(said.NewRule))
        return Response(said.RuleSerializer(made).data, status=201)

    @extend_schema(request=said.RuleWords, responses=said.RuleSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change a numbering; numbers that were given stay."""
        made = numbers.set_rule(self.get_object(), by=self.actor, **self.sent(said.RuleWords))
        return Response(said.RuleSerializer(made).data)


class Numbers(Endpoint):
    """Numbers that were given, newest first, voided ones among them."""

    policy = functions.MANAGE
    module = "forms"
    serializer_class = said.NumberSerializer

    def queryset_for(self, actor: Actor) -> Any:
        return queries.numbers(actor)

    @extend_schema(request=said.DeletionReason, responses=said.NumberSerializer)
    @action(methods=["post"], detail=True, url_path="voiding")
    def voiding(self, request: Request, pk: str) -> Response:
        """Say that a number does not count."""
        number = numbers.void_number(self.get_object(), by=self.actor, **self.sent(said.DeletionReason))
        return Response(said.NumberSerializer(number).data)
