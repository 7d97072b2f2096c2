"""How processes go, for programs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.api.viewsets import Single
from workflow import queries
from workflow.figures import figures
from workflow.policies import looks_after_any


class StatisticsQuery(serializers.Serializer[Any]):
    """Of which process, from which day to which: by default of all, the last 90 days."""

    process = serializers.UUIDField(required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Days that a calendar can count with."""
        for name in ("since", "until"):
            if name in attrs and not 2000 <= attrs[name].year <= 2200:
                raise serializers.ValidationError({name: [_("This day lies too far away.")]})
        return attrs


class ProcessFigures(serializers.Serializer[Any]):
    """The matters of a process that were sent in the period; `late`: tasks overdue now."""

    name = serializers.CharField(allow_blank=True)
    sent = serializers.IntegerField()
    under_way = serializers.IntegerField()
    approved = serializers.IntegerField()
    rejected = serializers.IntegerField()
    other = serializers.IntegerField()
    late = serializers.IntegerField()


class StepFigures(serializers.Serializer[Any]):
    """A step: how often it was passed, and how many hours of working time it took."""

    process = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    passed = serializers.IntegerField()
    average = serializers.FloatField()
    middle = serializers.FloatField(help_text="The median.")
    longest = serializers.FloatField()
    open_now = serializers.IntegerField()


class PersonFigures(serializers.Serializer[Any]):
    """A person or department."""

    name = serializers.CharField(allow_blank=True)
    open_now = serializers.IntegerField()
    late_now = serializers.IntegerField()
    done = serializers.IntegerField()
    done_late = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer[Any]):
    """How processes go."""

    processes = ProcessFigures(many=True)
    steps = StepFigures(many=True)
    people = PersonFigures(many=True)
    departments = PersonFigures(many=True)


class Statistics(Single):
    """Counts, durations in working time, and what is late, of the matters that one looks after."""

    policy = staticmethod(looks_after_any)
    module = "workflow"
    serializer_class = FiguresSerializer
    query_class = StatisticsQuery

    @extend_schema(responses=FiguresSerializer)
    def show(self, request: Request) -> Response:
        """The figures of a period."""
        asked = self.asked()
        last = asked.get("until") or timezone.localdate()
        first = min(asked.get("since") or last - timedelta(days=89), last)
        rows = queries.managed(self.actor)
        if "process" in asked:
            rows = rows.filter(process=asked["process"])
        start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
        return Response(FiguresSerializer(figures(rows, since=start, until=end, now=timezone.now())).data)
