"""Groups of people for programs; each change is one act."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.viewsets import Endpoint
from organization import queries
from organization.actions import persongroups
from organization.api.given import found
from organization.models import PersonGroup, PersonGroupMember


class PersonGroupSerializer(serializers.ModelSerializer[PersonGroup]):
    """A group of people with its members in order."""

    members = serializers.SerializerMethodField()

    class Meta:
        model = PersonGroup
        fields = ("id", "kind", "name", "unit", "members")
        read_only_fields = fields

    def get_members(self, group: PersonGroup) -> list[str]:
        """The ids of the members whom the reader may see."""
        seen: list[PersonGroupMember] = group.seen  # type: ignore[attr-defined]  # put there by queries.with_members
        return [str(place.person_id) for place in seen]


class GroupChange(serializers.Serializer[Any]):
    """Name and members; members that are not named go."""

    name = serializers.CharField(max_length=60, required=False)
    members = serializers.ListField(child=serializers.UUIDField(), max_length=5000, required=False)


class NewGroup(serializers.Serializer[Any]):
    """A group to make: one's own, a unit's, or everybody's."""

    kind = serializers.ChoiceField(choices=PersonGroup.Kind.values, default="personal")
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)
    name = serializers.CharField(max_length=60)
    members = serializers.ListField(child=serializers.UUIDField(), max_length=5000, default=list)


class Groups(Endpoint):
    """Groups of people that whoever asks may use."""

    policy = "signed_in"
    module = "organization"
    serializer_class = PersonGroupSerializer
    ordering = ("name", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.with_members(queries.groups_visible_to(actor), actor)

    @extend_schema(request=NewGroup, responses={201: PersonGroupSerializer})
    def create(self, request: Request) -> Response:
        """Make a group."""
        given = self.sent(NewGroup)
        unit = found(queries.unit, given["unit"], self.actor)
        made = persongroups.make_group(
            given["kind"], by=self.actor, name=given["name"], people=given["members"], unit=unit
        )
        return self._shown(made, 201)

    @extend_schema(request=GroupChange, responses=PersonGroupSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change name or members."""
        row, given = queries.person_group(self.key, for_=self.actor), self.sent(GroupChange)
        members = given.get("members")
        if members is None:
            members = list(row.places.order_by("order").values_list("person_id", flat=True))
        done = persongroups.edit_group(row, by=self.actor, name=given.get("name", row.name), people=members)
        return self._shown(done)

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a group; its members stay, the rights given to it go."""
        persongroups.delete_group(queries.person_group(self.key, for_=self.actor), by=self.actor)
        return Response(status=204)

    def _shown(self, row: PersonGroup, status: int = 200) -> Response:
        group = queries.with_members(PersonGroup.objects.filter(pk=row.pk), self.actor).get()
        return Response(PersonGroupSerializer(group).data, status=status)
