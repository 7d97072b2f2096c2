"""What administrators keep, and one's own contacts, for reading: roles, appointments, work scope, reorganisations,
imports. They are changed on their pages, where a preview stands before each change."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.viewsets import Endpoint
from organization import queries
from organization.models import Administrator, ChangeSet, ChangeStep, Contact, ImportRun, Role, RoleGrant, WorkScopeRule
from organization.policies import manages_any
from organization.views.rights import may_look_at_administrators, may_look_at_roles


class RoleSerializer(serializers.ModelSerializer[Role]):
    """A role; without a unit it is the group's."""

    rights = serializers.SerializerMethodField()

    class Meta:
        model = Role
        fields = ["id", "name", "reach", "unit", "note", "rights", "menus", "second_factor", "order"]
        read_only_fields = fields

    def get_rights(self, role: Role) -> list[str]:
        """The function rights that it gives."""
        return sorted(queries.rights_of_role(role))


class GrantSerializer(serializers.ModelSerializer[RoleGrant]):
    """Who has a role, and where."""

    class Meta:
        model = RoleGrant
        fields = ["id", "principal", "unit", "granted_at", "granted_by"]
        read_only_fields = fields


class WholeRoleSerializer(RoleSerializer):
    """A role with those who have it."""

    grants = GrantSerializer(many=True, read_only=True)

    class Meta(RoleSerializer.Meta):
        fields = [*RoleSerializer.Meta.fields, "grants"]
        read_only_fields = fields


class AdministratorSerializer(serializers.ModelSerializer[Administrator]):
    """An appointment."""

    name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = Administrator
        fields = ["id", "person", "name", "kind", "unit", "appointed_at", "appointed_by", "revoked_at", "revoked_by"]
        read_only_fields = fields


class WorkScopeSerializer(serializers.ModelSerializer[WorkScopeRule]):
    """Whom somebody reaches."""

    class Meta:
        model = WorkScopeRule
        fields = ["id", "unit", "department", "level", "reach", "levels_above", "also", "note"]
        read_only_fields = fields


class ChangeStepSerializer(serializers.ModelSerializer[ChangeStep]):
    """One step of a reorganisation."""

    class Meta:
        model = ChangeStep
        fields = ["id", "number", "kind", "department", "person", "target", "unit", "post", "name"]
        read_only_fields = fields


class ChangeSetSerializer(serializers.ModelSerializer[ChangeSet]):
    """A reorganisation."""

    state = serializers.CharField(read_only=True)
    steps = ChangeStepSerializer(many=True, read_only=True)

    class Meta:
        model = ChangeSet
        fields = ["id", "name", "note", "effective_on", "state", "made_at", "made_by", "applied_at", "steps"]
        read_only_fields = fields


class ImportRunSerializer(serializers.ModelSerializer[ImportRun]):
    """An import of the organisation from Excel; `progress` in percent."""

    state = serializers.CharField(read_only=True)

    class Meta:
        model = ImportRun
        fields = ["id", "file_name", "state", "progress", "made_at", "made_by", "started_at", "applied_at", "failed_at"]
        read_only_fields = fields


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """Somebody outside the company."""

    class Meta:
        model = Contact
        fields = ["id", "name", "company", "title", "category", "mobile", "phone", "email", "address", "note"]
        read_only_fields = fields


class ContactQuery(serializers.Serializer[Any]):
    """Which contacts."""

    q = serializers.CharField(required=False, max_length=80, help_text="By name, pinyin, initials or number.")


class Roles(Endpoint):
    """Roles and who has them."""

    policy = staticmethod(may_look_at_roles)
    module = "organization"
    serializer_class = RoleSerializer
    ordering = ("order", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.roles_visible_to(actor)

    @extend_schema(responses=WholeRoleSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One role with those who have it."""
        row = queries.role(self.key, for_=self.actor)
        grants = queries.grants_of(row, for_=self.actor)
        return Response({**RoleSerializer(row).data, "grants": GrantSerializer(grants, many=True).data})


class Administrators(Endpoint):
    """Who administers what."""

    policy = staticmethod(may_look_at_administrators)
    module = "organization"
    serializer_class = AdministratorSerializer
    ordering = ("appointed_at", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.administrators_visible_to(actor).select_related("person")


class WorkScope(Endpoint):
    """The rules of who reaches whom."""

    policy = staticmethod(manages_any)
    module = "organization"
    serializer_class = WorkScopeSerializer
    ordering = "id"

    def queryset_for(self, actor: Actor) -> Any:
        return queries.work_scope_visible_to(actor)


class Reorganisations(Endpoint):
    """Dated reorganisations, the newest first."""

    policy = "organization.manage"
    module = "organization"
    serializer_class = ChangeSetSerializer

    def queryset_for(self, actor: Actor) -> Any:
        return queries.change_sets_visible_to(actor).prefetch_related("steps")


class Imports(Endpoint):
    """Imports from Excel, the newest first."""

    policy = "organization.exchange"
    module = "organization"
    serializer_class = ImportRunSerializer

    def queryset_for(self, actor: Actor) -> Any:
        return queries.import_runs_visible_to(actor)


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
