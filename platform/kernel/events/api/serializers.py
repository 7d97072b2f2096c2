"""What the API says about the log, and what it may be asked for."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from kernel.events.models import Delivery, EventRow
from kernel.events.queries import title_of


class EventSerializer(serializers.ModelSerializer[EventRow]):
    """One fact: who, as whom, what, from where, before and after."""

    title = serializers.SerializerMethodField()
    before = serializers.DictField(read_only=True, allow_null=True)
    after = serializers.DictField(read_only=True, allow_null=True)
    data = serializers.DictField(read_only=True)  # type: ignore[assignment] # a column of that name

    class Meta:
        model = EventRow
        fields = (
            "id",
            "kind",
            "title",
            "at",
            "subject_kind",
            "subject_id",
            "subject_label",
            "actor_kind",
            "actor_account",
            "actor_person",
            "actor_position",
            "actor_name",
            "actor_position_label",
            "agent_for",
            "address",
            "request_id",
            "act",
            "before",
            "after",
            "data",
        )
        read_only_fields = fields

    def get_title(self, event: EventRow) -> str:
        """What people call it."""
        return str(title_of(event.kind))


class EventQuery(serializers.Serializer[Any]):
    """Which events. Text without a first day is looked for in the last 31 days."""

    kind = serializers.CharField(required=False, max_length=120)
    who = serializers.UUIDField(required=False, help_text="A person, also where somebody acted for them.")
    subject_kind = serializers.CharField(required=False, max_length=80)
    subject = serializers.UUIDField(required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    address = serializers.IPAddressField(required=False)
    text = serializers.CharField(required=False, max_length=80)


class EventKindSerializer(serializers.Serializer[Any]):
    """A kind of event."""

    kind = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)


class VerificationSerializer(serializers.Serializer[Any]):
    """The end of the chain, to be kept elsewhere; and after a verification what it found."""

    number = serializers.IntegerField(read_only=True, help_text="The number of the last seal.")
    digest = serializers.CharField(read_only=True, help_text="Its digest in hexadecimal.")
    holds = serializers.BooleanField(read_only=True, allow_null=True, help_text="null: not verified by this request.")
    links = serializers.IntegerField(read_only=True, allow_null=True)
    unsealed = serializers.IntegerField(read_only=True, allow_null=True)
    broken_at = serializers.IntegerField(read_only=True, allow_null=True)
    words = serializers.CharField(read_only=True)


class FailureSerializer(serializers.ModelSerializer[Delivery]):
    """An effect that was given up."""

    kind = serializers.CharField(source="event.kind", read_only=True)
    reason = serializers.SerializerMethodField()

    class Meta:
        model = Delivery
        fields = ("id", "event", "kind", "handler", "attempts", "dead_at", "reason")
        read_only_fields = fields

    def get_reason(self, row: Delivery) -> str:
        """The last line of what went wrong."""
        return row.error.strip().rpartition("\n")[2]
