"""Endpoints of the webhooks; each change is one act. For those who look after them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api import viewsets
from kernel.api.paging import WholeList
from kernel.webhooks import actions, queries
from kernel.webhooks.api import serializers as said
from kernel.webhooks.models import Endpoint
from kernel.webhooks.policies import manages


class Endpoints(viewsets.Endpoint):
    """The addresses that are told facts."""

    policy = staticmethod(manages)
    module = "webhooks"
    serializer_class = said.WebhookSerializer
    ordering = ("name", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.visible_to(actor)

    @extend_schema(request=said.WebhookChange, responses={201: said.MadeWebhookSerializer})
    def create(self, request: Request) -> Response:
        """Add one. The secret is in this answer and nowhere else."""
        made, secret = actions.add_endpoint(by=self.actor, **self.sent(said.WebhookChange))
        made = queries.endpoint(made.pk, for_=self.actor)
        return Response({**said.WebhookSerializer(made).data, "secret": secret}, status=201)

    @extend_schema(request=said.WebhookChange, responses=said.WebhookSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change name, address and facts, as a whole."""
        return self._done(lambda found, by: actions.change_endpoint(found, by=by, **self.sent(said.WebhookChange)))

    def destroy(self, request: Request, pk: str) -> Response:
        """Remove one; what still waits is given up."""
        actions.remove_endpoint(self.get_object(), by=self.actor)
        return Response(status=204)

    @extend_schema(request=None, responses={201: said.WebhookDeliverySerializer})
    @action(methods=["post"], detail=True, url_path="trial")
    def trial(self, request: Request, pk: str) -> Response:
        """Send a test call."""
        made = actions.try_endpoint(self.get_object(), by=self.actor)
        return Response(said.WebhookDeliverySerializer(made).data, status=201)

    @extend_schema(request=None, responses=said.WebhookSerializer)
    @action(methods=["post"], detail=True, url_path="pause")
    def pause(self, request: Request, pk: str) -> Response:
        """Tell it nothing for the time being."""
        return self._done(lambda found, by: actions.pause_endpoint(found, by=by))

    @extend_schema(request=None, responses=said.WebhookSerializer)
    @action(methods=["post"], detail=True, url_path="resumption")
    def resumption(self, request: Request, pk: str) -> Response:
        """Tell it again."""
        return self._done(lambda found, by: actions.resume_endpoint(found, by=by))

    @extend_schema(request=None, responses={201: said.WebhookSecretSerializer})
    @action(methods=["post"], detail=True, url_path="secret")
    def secret(self, request: Request, pk: str) -> Response:
        """Give it a new secret, valid at once. It is in this answer and nowhere else."""
        return Response({"secret": actions.renew_secret(self.get_object(), by=self.actor)}, status=201)

    def _done(self, act: Callable[[Endpoint, Actor], object]) -> Response:
        act(self.get_object(), self.actor)
        return Response(said.WebhookSerializer(self.get_object()).data)


class Deliveries(viewsets.Endpoint):
    """What was told, newest first; kept for 30 days."""

    policy = staticmethod(manages)
    module = "webhooks"
    serializer_class = said.WebhookDeliverySerializer
    query_class = said.DeliveryQuery

    def queryset_for(self, actor: Actor) -> Any:
        return queries.deliveries(actor, **self.asked())

    @extend_schema(responses=said.OneWebhookDeliverySerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One delivery with what was sent and how each call went."""
        return Response(said.OneWebhookDeliverySerializer(queries.delivery(self.key, for_=self.actor)).data)

    @extend_schema(request=None, responses={201: said.WebhookDeliverySerializer})
    @action(methods=["post"], detail=True, url_path="repetition")
    def repetition(self, request: Request, pk: str) -> Response:
        """Send the same once more, as a delivery of its own."""
        made = actions.repeat_delivery(queries.delivery(self.key, for_=self.actor), by=self.actor)
        return Response(said.WebhookDeliverySerializer(made).data, status=201)


class Kinds(viewsets.Resource):
    """The facts that can be told."""

    policy = staticmethod(manages)
    module = "webhooks"
    serializer_class = said.WebhookKindSerializer
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """All of them, with their titles."""
        found: Any = [{"kind": kind, "title": title} for kind, title in queries.subscribable().items()]
        return self.get_paginated_response(said.WebhookKindSerializer(self.paginate_queryset(found), many=True).data)
