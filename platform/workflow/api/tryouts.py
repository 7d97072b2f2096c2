"""What the API says about a try-run, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from workflow.api.sound import Json, Values


class NewTryout(serializers.Serializer[Any]):
    """What to try: a drawing that is not kept, or a version (by default the latest); for which sender, with which values."""

    source = Json(required=False)  # type: ignore[assignment] # the drawing's word for it
    fields = serializers.DictField(child=serializers.CharField(max_length=200), required=False)  # type: ignore[assignment] # the drawing's word for it
    version = serializers.UUIDField(required=False)
    starter = serializers.UUIDField()
    values = Values(required=False, default=dict)


class TriedPerson(serializers.Serializer[Any]):
    """Somebody who would get it. `same`: has agreed before and would not be asked."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    same = serializers.BooleanField()


class TriedWay(serializers.Serializer[Any]):
    """A way out of a parting. `asked`: its condition was looked at; `answer` null: it could not be decided and counted as no."""

    key = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    when = serializers.CharField(allow_blank=True)
    otherwise = serializers.BooleanField()
    target = serializers.CharField()
    asked = serializers.BooleanField()
    answer = serializers.BooleanField(allow_null=True)
    values = serializers.DictField()
    chosen = serializers.BooleanField()
    why = serializers.CharField()


class TriedStop(serializers.Serializer[Any]):
    """One arrival at a step, or one parting of the ways (then `ways` is filled), in the order of the run."""

    step = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    rule = serializers.CharField(allow_blank=True, help_text="Who handles this, in words.")
    vote = serializers.CharField(allow_blank=True, help_text="How several decide, in words.")
    people = TriedPerson(many=True)
    pool = serializers.BooleanField(help_text="One of the people takes the task.")
    due_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    notes = serializers.ListField(child=serializers.CharField())
    ways = TriedWay(many=True)


class TryoutSerializer(serializers.Serializer[Any]):
    """How a try-run went, as if everybody agreed."""

    outcome = serializers.ChoiceField(choices=["approved", "rejected", "blocked", "endless"])
    stops = TriedStop(many=True)
