"""Roles, administrators and the work scope for programs; each change is one act."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.paging import WholeList
from kernel.api.viewsets import Endpoint, Resource
from organization import functions, queries
from organization.actions import administrators, roles, workscope
from organization.api.given import found
from organization.models import Administrator, Role, RoleGrant, WorkScopeRule
from organization.policies import manages_any, may_look_at_administrators, may_look_at_roles


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
        fields = ["id", "role", "principal", "unit", "granted_at", "granted_by"]
        read_only_fields = fields


class WholeRoleSerializer(RoleSerializer):
    """A role with those who have it."""

    grants = GrantSerializer(many=True, read_only=True)

    class Meta(RoleSerializer.Meta):
        fields = [*RoleSerializer.Meta.fields, "grants"]
        read_only_fields = fields


class RoleChange(serializers.Serializer[Any]):
    """What can be changed about a role. `rights` null gives a role of the product its own rights back; what may stand
    in `rights` and `menus` is told by /organization/rights/ and /organization/menus/ ("*": all modules)."""

    name = serializers.CharField(max_length=60, required=False)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    rights = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=500, required=False, allow_null=True
    )
    menus = serializers.ListField(child=serializers.CharField(max_length=40), max_length=100, required=False)
    second_factor = serializers.BooleanField(required=False)


class NewRole(serializers.Serializer[Any]):
    """A role to make: of a unit, or of the group; with the reach "unit" it is given for one unit each time."""

    name = serializers.CharField(max_length=60)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)
    reach = serializers.ChoiceField(choices=Role.Reach.values, default="group")
    rights = serializers.ListField(child=serializers.CharField(max_length=80), max_length=500, default=list)
    menus = serializers.ListField(child=serializers.CharField(max_length=40), max_length=100, default=list)


class NewGrants(serializers.Serializer[Any]):
    """To whom: "person:<id>", "department:<id>", "unit:<id>", "post:<id>", "level:<id>", "group:<id>",
    "position:<id>" or "all"; with a unit where the role means one."""

    principals = serializers.ListField(child=serializers.CharField(max_length=60), max_length=500)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)


class OptionSerializer(serializers.Serializer[Any]):
    """Something that a role may carry, in words."""

    value = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment] # a field of that name
    part = serializers.CharField(read_only=True)


class AdministratorSerializer(serializers.ModelSerializer[Administrator]):
    """An appointment."""

    name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = Administrator
        fields = ["id", "person", "name", "kind", "unit", "appointed_at", "appointed_by", "revoked_at", "revoked_by"]
        read_only_fields = fields


class Appointment(serializers.Serializer[Any]):
    """Whom to appoint for what; a unit administrator, and only one, for a unit."""

    person = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Administrator.Kind.values)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)


class WorkScopeSerializer(serializers.ModelSerializer[WorkScopeRule]):
    """Whom somebody reaches."""

    class Meta:
        model = WorkScopeRule
        fields = ["id", "unit", "department", "level", "reach", "levels_above", "also", "note"]
        read_only_fields = fields


class RuleGiven(serializers.Serializer[Any]):
    """A rule for the people of a unit or a department (neither: everybody), perhaps of one level only. `also` are
    principals that are reached in any case, as "department:<id>"."""

    unit = serializers.UUIDField(required=False, allow_null=True, default=None)
    department = serializers.UUIDField(required=False, allow_null=True, default=None)
    level = serializers.UUIDField(required=False, allow_null=True, default=None)
    reach = serializers.ChoiceField(choices=WorkScopeRule.Reach.values)
    levels_above = serializers.IntegerField(min_value=0, max_value=99, required=False, allow_null=True, default=None)
    also = serializers.ListField(child=serializers.CharField(max_length=60), max_length=200, default=list)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class ExplainQuery(serializers.Serializer[Any]):
    """Who looks at whom."""

    viewer = serializers.UUIDField()
    other = serializers.UUIDField()


class Explanation(serializers.Serializer[Any]):
    """Whether one sees the other, why, and the rule that decides."""

    reached = serializers.BooleanField(read_only=True)
    why = serializers.ChoiceField(
        choices=("self", "no_rule", "colleague", "leader", "also", "rule", "none"), read_only=True
    )
    rule = serializers.UUIDField(source="rule.id", read_only=True, allow_null=True)


class Roles(Endpoint):
    """Roles and who has them."""

    policy = staticmethod(may_look_at_roles)
    module = "organization"
    serializer_class = RoleSerializer
    ordering = ("order", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.roles_visible_to(actor)

    def get_object(self) -> Role:
        return queries.role(self.key, for_=self.actor)

    @extend_schema(responses=WholeRoleSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One role with those who have it."""
        return self._shown(self.get_object())

    @extend_schema(request=NewRole, responses={201: WholeRoleSerializer})
    def create(self, request: Request) -> Response:
        """Make a role."""
        given = self.sent(NewRole)
        unit = found(queries.unit, given.pop("unit"), self.actor)
        return self._shown(roles.make_role(by=self.actor, unit=unit, functions=given.pop("rights"), **given), 201)

    @extend_schema(request=RoleChange, responses=WholeRoleSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a role's words, rights and menu, and whether its holders need a second factor."""
        row, given = self.get_object(), self.sent(RoleChange)
        values = {
            "name": row.name, "note": row.note, "menus": row.menus, "second_factor": row.second_factor,
            "functions": row.functions, **given,
        }  # fmt: skip
        if "rights" in values:
            values["functions"] = values.pop("rights")
        return self._shown(roles.edit_role(row, by=self.actor, **values))

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a role and take it back from everybody."""
        roles.delete_role(self.get_object(), by=self.actor)
        return Response(status=204)

    @extend_schema(request=NewGrants, responses={201: GrantSerializer(many=True)}, filters=False)
    @action(methods=["post"], detail=True, url_path="grants", pagination_class=None)
    def grants(self, request: Request, pk: str) -> Response:
        """Give it to several, to all of them or to none."""
        row, given = self.get_object(), self.sent(NewGrants)
        unit = found(queries.unit, given["unit"], self.actor)
        done = roles.grant_role_to_all(row, by=self.actor, principals=given["principals"], unit=unit)
        return Response(GrantSerializer(done, many=True).data, status=201)

    def _shown(self, row: Role, status: int = 200) -> Response:
        grants = queries.grants_of(row, for_=self.actor)
        told = {**RoleSerializer(row).data, "grants": GrantSerializer(grants, many=True).data}
        return Response(told, status=status)


class Grants(Resource):
    """Roles as given, each by its id."""

    policy = staticmethod(may_look_at_roles)
    module = "organization"
    serializer_class = GrantSerializer
    pagination_class = None

    def get_object(self) -> RoleGrant:
        return queries.grant(self.key, for_=self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One of them."""
        return Response(GrantSerializer(self.get_object()).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Take the role back."""
        roles.withdraw_role(self.get_object(), by=self.actor)
        return Response(status=204)


class Rights(Resource):
    """The function rights that a role may carry."""

    policy = staticmethod(may_look_at_roles)
    module = "organization"
    serializer_class = OptionSerializer
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """All of them, by package."""
        grantable = functions.grantable()
        rows: Any = [
            {"value": right, "label": str(words), "part": part}
            for part, rights in functions.every_function().items()
            for right, words in rights.items()
            if right in grantable
        ]
        return self.get_paginated_response(OptionSerializer(self.paginate_queryset(rows), many=True).data)


class Menus(Resource):
    """The modules that a role may show in the menu."""

    policy = staticmethod(may_look_at_roles)
    module = "organization"
    serializer_class = OptionSerializer
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """All of them; "*" stands for every module, later ones too."""
        rows: Any = [{"value": slug, "label": str(title), "part": ""} for slug, title in functions.every_menu().items()]
        return self.get_paginated_response(OptionSerializer(self.paginate_queryset(rows), many=True).data)


class Administrators(Endpoint):
    """Who administers what."""

    policy = staticmethod(may_look_at_administrators)
    module = "organization"
    serializer_class = AdministratorSerializer
    ordering = ("appointed_at", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.administrators_visible_to(actor)

    @extend_schema(request=Appointment, responses={201: AdministratorSerializer})
    def create(self, request: Request) -> Response:
        """Appoint somebody."""
        given = self.sent(Appointment)
        person = queries.person(given["person"], for_=self.actor)
        unit = found(queries.unit, given["unit"], self.actor)
        made = administrators.appoint(person, by=self.actor, kind=given["kind"], unit=unit)
        return Response(AdministratorSerializer(made).data, status=201)

    @extend_schema(request=None, responses=AdministratorSerializer)
    @action(methods=["post"], detail=True, url_path="revocation")
    def revocation(self, request: Request, pk: str) -> Response:
        """End an appointment; an audit administrator's only by another one."""
        row = queries.administrator(self.key, for_=self.actor)
        return Response(AdministratorSerializer(administrators.revoke(row, by=self.actor)).data)


class WorkScope(Endpoint):
    """The rules of who reaches whom."""

    policy = staticmethod(manages_any)
    module = "organization"
    serializer_class = WorkScopeSerializer
    ordering = "id"

    def queryset_for(self, actor: Actor) -> Any:
        return queries.work_scope_visible_to(actor)

    @extend_schema(request=RuleGiven, responses={201: WorkScopeSerializer})
    def create(self, request: Request) -> Response:
        """Set the rule of a place and level; it replaces the one that was there."""
        given = self.sent(RuleGiven)
        places = {"unit": queries.unit, "department": queries.department, "level": queries.level}
        named = {name: found(query, given.pop(name), self.actor) for name, query in places.items()}
        made = workscope.set_rule(by=self.actor, **named, **given)  # type: ignore[arg-type] # each by its query
        return Response(WorkScopeSerializer(made).data, status=201)

    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a rule; the next wider one, or none, decides from now on."""
        workscope.remove_rule(queries.work_scope_rule(self.key, for_=self.actor), by=self.actor)
        return Response(status=204)

    @extend_schema(parameters=[ExplainQuery], responses=Explanation)
    @action(methods=["get"], detail=False, url_path="explanation")
    def explanation(self, request: Request) -> Response:
        """Whether one person whom one administers sees another, and why."""
        asked = ExplainQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        viewer, other = (queries.managed_person(asked.validated_data[name], for_=self.actor) for name in asked.fields)
        return Response(Explanation(queries.explain(viewer, other)).data)
