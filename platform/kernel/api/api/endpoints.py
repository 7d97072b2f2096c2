"""Who am I, and my tokens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api import queries
from kernel.api.actions import tokens
from kernel.api.models import ApiToken
from kernel.api.viewsets import Endpoint, Single


class MeSerializer(serializers.Serializer[Any]):
    """The actor behind the request."""

    name = serializers.CharField()
    account = serializers.UUIDField(allow_null=True)
    person = serializers.UUIDField(allow_null=True)
    position = serializers.UUIDField(allow_null=True)
    position_label = serializers.CharField()
    unit = serializers.UUIDField(allow_null=True)
    functions = serializers.ListField(child=serializers.CharField())


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token without its secret."""

    class Meta:
        model = ApiToken
        fields = ["id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"]
        read_only_fields = fields


class NewTokenSerializer(serializers.Serializer[Any]):
    """What a new token is made from."""

    name = serializers.CharField(max_length=80)
    scopes = serializers.ListField(child=serializers.CharField(max_length=60), max_length=60)
    days = serializers.IntegerField(allow_null=True, default=90, min_value=1, max_value=366)


class MadeTokenSerializer(TokenSerializer):
    """A new token with its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class Me(Single):
    """The actor behind the request, with the function rights that its roles give."""

    policy = "signed_in"
    module = "api"
    serializer_class = MeSerializer

    def show(self, request: Request) -> Response:
        """Who am I."""
        actor = self.actor
        return Response(MeSerializer({**vars(actor), "functions": sorted(actor.functions)}).data)


class Tokens(Endpoint):
    """API tokens: one's own, and all of them for administrators of the API."""

    policy = "signed_in"
    module = "api"
    serializer_class = TokenSerializer

    def queryset_for(self, actor: Actor) -> Any:
        return queries.visible_to(actor)

    @extend_schema(request=NewTokenSerializer, responses={201: MadeTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token. The secret is in this answer and nowhere else."""
        token, secret = tokens.make(by=self.actor, **self.sent(NewTokenSerializer))
        token.secret = secret  # type: ignore[attr-defined]
        return Response(MadeTokenSerializer(token).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        """Revoke a token at once."""
        tokens.revoke(self.get_object(), by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
