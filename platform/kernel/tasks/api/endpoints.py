"""Endpoints of the tasks that were given up."""

from __future__ import annotations

from typing import Any

import dramatiq
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.api.paging import WholeList
from kernel.api.viewsets import Resource
from kernel.policies import NotFound
from kernel.tasks import deadletters
from kernel.tasks.actions import letters
from kernel.tasks.broker import FairBroker
from kernel.tasks.policies import OPERATIONS


class LetterSerializer(serializers.Serializer[Any]):
    """A task that was given up."""

    id = serializers.CharField(read_only=True)
    queue = serializers.CharField(read_only=True)
    task = serializers.CharField(read_only=True)
    tenant = serializers.CharField(read_only=True, help_text="The tenant's immutable id, or public.")
    at = serializers.DateTimeField(read_only=True)
    said = serializers.CharField(read_only=True, help_text="The last line of what went wrong.")


class Letters(Resource):
    """Tasks that were given up, the last first. They are kept for a week."""

    policy = OPERATIONS
    module = "tasks"
    serializer_class = LetterSerializer
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """The last two hundred."""
        broker = dramatiq.get_broker()
        found: Any = deadletters.letters(broker) if isinstance(broker, FairBroker) else []
        return self.get_paginated_response(LetterSerializer(self.paginate_queryset(found), many=True).data)

    @extend_schema(request=None, responses=LetterSerializer)
    @action(methods=["post"], detail=True, url_path="revival")
    def revival(self, request: Request, pk: str) -> Response:
        """Let it be done after all."""
        broker = dramatiq.get_broker()
        if not isinstance(broker, FairBroker):
            raise NotFound
        return Response(LetterSerializer(letters.revive(pk, broker, by=self.actor)).data)
