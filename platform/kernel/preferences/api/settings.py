"""Endpoints of the settings: the company's, a unit's, one's own; each change is one act."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.api.paging import WholeList
from kernel.api.viewsets import Resource
from kernel.policies import NotFound
from kernel.preferences import actions
from kernel.preferences.declared import LEVELS, Preference, by_key
from kernel.preferences.views.places import Place, Row, place_of, sections


class SettingSerializer(serializers.Serializer[Any]):
    """A setting at a place. `text` is the value as it is typed, `shown` as people read it."""

    key = serializers.CharField(source="preference.key", read_only=True)
    title = serializers.CharField(source="preference.title", read_only=True)
    help = serializers.CharField(source="preference.help", read_only=True)
    value = serializers.SerializerMethodField("value_of")
    text = serializers.CharField(source="typed", read_only=True)
    shown = serializers.CharField(read_only=True)
    comes_from = serializers.ChoiceField(source="now.level", choices=("default", *LEVELS), read_only=True)
    is_own = serializers.BooleanField(source="now.is_own", read_only=True)
    is_fixed_above = serializers.SerializerMethodField()
    is_fixed_here = serializers.BooleanField(source="is_locked_here", read_only=True)
    may_fix = serializers.BooleanField(source="can_lock", read_only=True)

    @extend_schema_field(OpenApiTypes.ANY)
    def value_of(self, row: Row) -> Any:
        """The value that holds, as JSON."""
        return row.preference.kind.dump(row.now.value)

    def get_is_fixed_above(self, row: Row) -> bool:
        """Whether somebody above keeps it from being set here."""
        return row.now.locked is not None


class PlaceQuery(serializers.Serializer[Any]):
    """Where: "company", "mine", or the id of a unit that one manages."""

    place = serializers.CharField(required=False, max_length=36, default="mine")


class SettingQuery(PlaceQuery):
    """Where, and which."""

    q = serializers.CharField(required=False, max_length=80, help_text="Only settings that these words hit.")


class PlaceGiven(serializers.Serializer[Any]):
    """Where."""

    place = serializers.CharField(max_length=36, default="mine")


class ValueGiven(PlaceGiven):
    """A value as it is typed on the page: "on" or nothing for a switch, "30 min", "20 MB", …"""

    text = serializers.CharField(max_length=20_000, allow_blank=True, trim_whitespace=False)


class Settings(Resource):
    """What can be set at a place."""

    policy = "signed_in"
    module = "preferences"
    serializer_class = SettingSerializer
    query_class = SettingQuery
    pagination_class = WholeList
    lookup_value_regex = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+"

    def list(self, request: Request) -> Response:
        """The settings of a place, with what holds there."""
        asked = self.asked()
        found = sections(place_of(asked["place"], self.actor), self.actor, term=asked.get("q", ""))
        rows: Any = [row for _group, some in found for row in some]
        return self.get_paginated_response(SettingSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=ValueGiven, responses=SettingSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Set a value at a place."""
        given = self.sent(ValueGiven)
        place, preference = place_of(given["place"], self.actor), self._one
        actions.save({preference: given["text"]}, by=self.actor, level=place.level, subject=place.subject)
        return self._shown(place, preference)

    @extend_schema(parameters=[PlaceQuery], responses=SettingSerializer)
    def destroy(self, request: Request, pk: str) -> Response:
        """Put it back to what comes from above."""
        asked = PlaceQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        place, preference = place_of(asked.validated_data["place"], self.actor), self._one
        actions.clear(preference, by=self.actor, level=place.level, subject=place.subject)
        return Response(status=204)

    @extend_schema(request=PlaceGiven, responses=SettingSerializer)
    @action(methods=["post"], detail=True, url_path="lock")
    def lock(self, request: Request, pk: str) -> Response:
        """Fix it for those below."""
        place, preference = place_of(self.sent(PlaceGiven)["place"], self.actor), self._one
        actions.lock(preference, by=self.actor, level=place.level, subject=place.subject)
        return self._shown(place, preference)

    @extend_schema(request=PlaceGiven, responses=SettingSerializer)
    @action(methods=["post"], detail=True, url_path="unlock")
    def unlock(self, request: Request, pk: str) -> Response:
        """Free it for those below."""
        place, preference = place_of(self.sent(PlaceGiven)["place"], self.actor), self._one
        actions.unlock(preference, by=self.actor, level=place.level, subject=place.subject)
        return self._shown(place, preference)

    @property
    def _one(self) -> Preference[Any]:
        return by_key(self.kwargs["pk"])

    def _shown(self, place: Place, preference: Preference[Any]) -> Response:
        for _group, rows in sections(place, self.actor):
            for row in rows:
                if row.preference is preference:
                    return Response(SettingSerializer(row).data)
        raise NotFound
