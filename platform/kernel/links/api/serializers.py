"""Links as JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.links.linkable import Ref


@extend_schema_field(OpenApiTypes.STR)
class RefField(serializers.Field[Ref, str, str, Any]):
    """A thing as "kind:id", such as "organization.person:0198…"."""

    default_error_messages = {"invalid": _("Write it as kind:id.")}

    def to_internal_value(self, data: object) -> Ref:
        try:
            return Ref.read(str(data))
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: Ref) -> str:
        return str(value)


class LinkedSerializer(serializers.Serializer[Any]):
    """The other end of a link, as the reader sees it."""

    id = serializers.UUIDField(source="link")
    thing = RefField(source="ref")
    kind = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(["open", "closed", "gone"])
    leads_here = serializers.BooleanField(source="is_back")
    note = serializers.CharField()
    made_by = serializers.CharField(source="by")
    made_at = serializers.DateTimeField(source="at")


class LinksSerializer(serializers.Serializer[Any]):
    """The links of one thing."""

    items = LinkedSerializer(many=True)


class NewLink(serializers.Serializer[Any]):
    """What is linked with what."""

    thing = RefField()
    target = RefField()
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Asked(serializers.Serializer[Any]):
    """Whose links are listed."""

    of = RefField()


class MadeSerializer(serializers.Serializer[Any]):
    """A link that was made."""

    id = serializers.UUIDField(source="pk")
    thing = RefField(source="source")
    target = RefField()
    note = serializers.CharField()
