"""Endpoints of records; each change is one act."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from forms import queries
from forms.actions import records
from forms.api import serializers as said
from forms.models import Record
from forms.records import read_record
from kernel.actor import Actor
from kernel.api.viewsets import Endpoint


class Records(Endpoint):
    """Records that the actor may see, newest first."""

    policy = "signed_in"
    module = "forms"
    serializer_class = said.RecordSerializer
    query_class = said.RecordQuery

    def queryset_for(self, actor: Actor) -> Any:
        asked = self.asked() if self.action == "list" else {}
        return queries.visible_to(actor).filter(**asked)

    @extend_schema(responses=said.WholeRecordSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One record with its values."""
        return self._shown(self.get_object())

    @extend_schema(request=said.NewRecord, responses={201: said.WholeRecordSerializer})
    def create(self, request: Request) -> Response:
        """Fill in a form."""
        given = self.sent(said.NewRecord)
        form = queries.form(given.pop("form"), for_=self.actor)
        return self._shown(records.start(form, by=self.actor, **given), 201)

    @extend_schema(request=said.ChangedRecord, responses=said.WholeRecordSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change values; `submit` sends a draft."""
        given = self.sent(said.ChangedRecord)
        return self._shown(records.change(self.get_object(), by=self.actor, **given))

    @extend_schema(request=said.DeletionReason, responses={204: None})
    @action(methods=["post"], detail=True, url_path="deletion")
    def deletion(self, request: Request, pk: str) -> Response:
        """Take a record away; its numbers are voided."""
        records.delete(self.get_object(), by=self.actor, **self.sent(said.DeletionReason))
        return Response(status=204)

    @extend_schema(responses=said.ChangeSerializer(many=True), filters=False)
    @action(methods=["get"], detail=True, url_path="changes", pagination_class=None)
    def changes(self, request: Request, pk: str) -> Response:
        """The latest thousand changes of its values, newest first."""
        return Response(said.ChangeSerializer(queries.changes(self.get_object())[:1000], many=True).data)

    def _shown(self, record: Record, status: int = 200) -> Response:
        found = {**said.RecordSerializer(record).data, "values": read_record(record)}
        return Response(found, status=status)
