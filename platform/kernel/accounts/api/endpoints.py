"""Endpoints of one's own account. What opens it (password, e-mail, phone, second factors) is changed on pages only:
a program that holds a token must not be able to take the account over."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts import factors, sessions
from kernel.accounts.actions import accounts, signing
from kernel.accounts.models import Account
from kernel.api.paging import WholeList
from kernel.api.viewsets import Resource, Single


class ProfileSerializer(serializers.ModelSerializer[Account]):
    """An account as its holder sees it."""

    has_second_factor = serializers.SerializerMethodField()

    class Meta:
        model = Account
        fields = ("id", "username", "name", "email", "phone", "language", "password_changed_at", "has_second_factor")
        read_only_fields = fields

    def get_has_second_factor(self, account: Account) -> bool:
        """Whether there is an authenticator app or a security key."""
        return account.second_factor_at is not None


class ProfileChange(serializers.Serializer[Any]):
    """What a program may change of a profile."""

    name = serializers.CharField(max_length=100, required=False)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)


class PlaceSerializer(serializers.Serializer[Any]):
    """A place at which the account is signed in."""

    id = serializers.IntegerField(read_only=True)
    device = serializers.CharField(read_only=True)
    address = serializers.CharField(read_only=True)
    since = serializers.DateTimeField(read_only=True)
    seen = serializers.DateTimeField(read_only=True)
    is_this = serializers.BooleanField(read_only=True, help_text="Whether this very request comes from there.")


class EndedSerializer(serializers.Serializer[Any]):
    """How many places were signed out."""

    ended = serializers.IntegerField(read_only=True)


class FactorSerializer(serializers.Serializer[Any]):
    """A second factor."""

    id = serializers.IntegerField(read_only=True)
    type = serializers.CharField(read_only=True)
    name = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(read_only=True)
    last_used_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def get_name(self, row: Any) -> str:
        """What it is called on the pages."""
        return factors.name_of(row)


def account_of(request: Request) -> Account:
    """The account behind the request."""
    return cast(Account, request.user)


class Profile(Single):
    """One's own account."""

    policy = "signed_in"
    module = "account"
    serializer_class = ProfileSerializer

    def show(self, request: Request) -> Response:
        """Who I am to others, and where I am reached."""
        return Response(ProfileSerializer(account_of(request)).data)

    @extend_schema(request=ProfileChange, responses=ProfileSerializer)
    def change(self, request: Request) -> Response:
        """Change name and language."""
        done = accounts.change_profile(account_of(request), by=self.actor, **self.sent(ProfileChange))
        return Response(ProfileSerializer(done).data)


class Sessions(Resource):
    """Where one is signed in."""

    policy = "signed_in"
    module = "account"
    serializer_class = PlaceSerializer
    pagination_class = WholeList
    lookup_value_regex = "[0-9]{1,9}"

    def list(self, request: Request) -> Response:
        """The places, this one first, then those seen last."""
        found: Any = sessions.places(account_of(request).pk, self._here)
        return self.get_paginated_response(PlaceSerializer(self.paginate_queryset(found), many=True).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Sign a place out."""
        signing.end_session(account_of(request), int(pk), by=self.actor)
        return Response(status=204)

    @extend_schema(request=None, responses=EndedSerializer)
    @action(methods=["post"], detail=False, url_path="ending")
    def ending(self, request: Request) -> Response:
        """Sign out everywhere but here; with a token that is everywhere."""
        ended = signing.end_other_sessions(account_of(request), by=self.actor, session_key=self._here or "")
        return Response({"ended": ended})

    @property
    def _here(self) -> str | None:
        return None if self.request.auth is not None else self.request.session.session_key


class Factors(Resource):
    """One's second factors; they are added and removed on pages only."""

    policy = "signed_in"
    module = "account"
    serializer_class = FactorSerializer
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """Authenticator app and security keys."""
        own = factors.of(account_of(request))
        found: Any = [row for row in (own.app, *own.keys) if row is not None]
        return self.get_paginated_response(FactorSerializer(self.paginate_queryset(found), many=True).data)
