"""One's own contacts outside the company for programs; each change is one act."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.viewsets import Endpoint
from organization import queries
from organization.actions import contacts
from organization.models import Contact


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """Somebody outside the company."""

    class Meta:
        model = Contact
        fields = ("id", "name", "company", "title", "category", "mobile", "phone", "email", "address", "note")
        read_only_fields = ("id",)


class ContactChange(ContactSerializer):
    """What can be changed about a contact."""

    class Meta(ContactSerializer.Meta):
        fields = ContactSerializer.Meta.fields[1:]  # type: ignore[assignment]
        extra_kwargs: ClassVar[dict[str, Any]] = {"name": {"required": False}}


class ContactQuery(serializers.Serializer[Any]):
    """Which contacts."""

    q = serializers.CharField(required=False, max_length=80, help_text="By name, pinyin, initials or number.")


class Contacts(Endpoint):
    """One's own contacts outside the company."""

    policy = "signed_in"
    module = "organization"
    serializer_class = ContactSerializer
    query_class = ContactQuery
    ordering = ("sort_key", "id")

    def queryset_for(self, actor: Actor) -> Any:
        rows = queries.contacts_visible_to(actor)
        return queries.search(rows, self.asked().get("q", "")) if self.action == "list" else rows

    @extend_schema(request=ContactSerializer, responses={201: ContactSerializer})
    def create(self, request: Request) -> Response:
        """Keep somebody outside the company."""
        made = contacts.save_contact(None, by=self.actor, **self.sent(ContactSerializer))
        return Response(ContactSerializer(made).data, status=201)

    @extend_schema(request=ContactChange, responses=ContactSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a contact."""
        done = contacts.save_contact(
            queries.contact(self.key, for_=self.actor), by=self.actor, **self.sent(ContactChange, partial=True)
        )
        return Response(ContactSerializer(done).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Forget a contact."""
        contacts.delete_contact(queries.contact(self.key, for_=self.actor), by=self.actor)
        return Response(status=204)
