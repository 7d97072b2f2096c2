"""The group, its units, departments, posts and levels for programs; each change is one act."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.viewsets import Endpoint, Single
from organization import queries
from organization.actions import departments, group, levels, posts, units
from organization.api.given import OrderGiven, Reason, found, some
from organization.models import Department, GroupInfo, Level, Post, Unit

# What is taken already is told by the acts, in words; the rows' own constraints as validators would want every field.


class GroupSerializer(serializers.ModelSerializer[GroupInfo]):
    """The group itself."""

    class Meta:
        model = GroupInfo
        fields = ("name", "short_name", "code", "slogan", "address", "phone", "website")


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """A unit."""

    class Meta:
        model = Unit
        validators = ()
        fields = ("id", "parent", "name", "short_name", "code", "slogan", "order", "phone", "address", "closed_at")
        read_only_fields = ("id", "parent", "order", "closed_at")


class NewUnit(serializers.ModelSerializer[Unit]):
    """A unit to make, below another or at the very top."""

    parent = serializers.UUIDField(required=False, allow_null=True, default=None)  # type: ignore[assignment]

    class Meta:
        model = Unit
        validators = ()
        fields = ("parent", "name", "short_name", "code", "slogan", "phone", "address")


class UnitPlace(serializers.Serializer[Any]):
    """Below which unit; null for the very top."""

    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment] # a field of that name


class DepartmentSerializer(serializers.ModelSerializer[Department]):
    """A department."""

    class Meta:
        model = Department
        validators = ()
        fields = ("id", "unit", "parent", "name", "short_name", "code", "order", "phone", "closed_at")
        read_only_fields = ("id", "order", "closed_at")


class DepartmentChange(serializers.ModelSerializer[Department]):
    """What can be changed about a department."""

    class Meta:
        model = Department
        validators = ()
        fields = ("name", "short_name", "code", "phone")
        extra_kwargs: ClassVar[dict[str, Any]] = {"name": {"required": False}}


class DepartmentPlace(serializers.Serializer[Any]):
    """Below which department, or at the top of which unit."""

    parent = serializers.UUIDField(required=False, allow_null=True, default=None)  # type: ignore[assignment]
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)


class Leaders(serializers.Serializer[Any]):
    """Who leads a department: ids of people, in order."""

    heads = serializers.ListField(child=serializers.UUIDField(), max_length=50, default=list)
    deputies = serializers.ListField(child=serializers.UUIDField(), max_length=50, default=list)
    in_charge = serializers.ListField(child=serializers.UUIDField(), max_length=50, default=list)


class PostSerializer(serializers.ModelSerializer[Post]):
    """A post."""

    class Meta:
        model = Post
        validators = ()
        fields = ("id", "unit", "name", "code", "kind", "note", "order", "closed_at")
        read_only_fields = ("id", "order", "closed_at")


class PostChange(serializers.ModelSerializer[Post]):
    """What can be changed about a post."""

    class Meta:
        model = Post
        validators = ()
        fields = ("name", "code", "kind", "note")
        extra_kwargs: ClassVar[dict[str, Any]] = {"name": {"required": False}}


class LevelSerializer(serializers.ModelSerializer[Level]):
    """A level; without a unit it is the group's."""

    class Meta:
        model = Level
        fields = ("id", "unit", "group_level", "name", "code", "rank", "closed_at")
        read_only_fields = fields


class LevelChange(serializers.Serializer[Any]):
    """A level of the group has a rank (1 is the highest); a level of a unit stands for a group level and has its rank."""

    name = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    rank = serializers.IntegerField(min_value=1, max_value=999, required=False)
    group_level = serializers.UUIDField(required=False, allow_null=True)


class NewLevel(LevelChange):
    """A level to make: of the group, or of a unit."""

    unit = serializers.UUIDField(required=False, allow_null=True, default=None)


class Group(Single):
    """The group's own data."""

    policy = "signed_in"
    module = "organization"
    serializer_class = GroupSerializer

    def show(self, request: Request) -> Response:
        """What the group is called and where it is."""
        return Response(GroupSerializer(queries.group_info()).data)

    @extend_schema(request=GroupSerializer, responses=GroupSerializer)
    def change(self, request: Request) -> Response:
        """Change some of it."""
        done = group.edit_group(queries.group_info(), by=self.actor, **self.sent(GroupSerializer, partial=True))
        return Response(GroupSerializer(done).data)


class Units(Endpoint):
    """Units of the group; closed ones by their ids."""

    policy = "signed_in"
    module = "organization"
    serializer_class = UnitSerializer
    ordering = ("path", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.units_visible_to(actor)

    def get_object(self) -> Unit:
        return queries.unit(self.key, for_=self.actor)

    @extend_schema(request=NewUnit, responses={201: UnitSerializer})
    def create(self, request: Request) -> Response:
        """Make a unit."""
        given = self.sent(NewUnit)
        parent = found(queries.unit, given.pop("parent"), self.actor)
        return self._shown(units.create_unit(parent, by=self.actor, **given), 201)

    @extend_schema(request=UnitSerializer, responses=UnitSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a unit."""
        return self._shown(units.edit_unit(self.get_object(), by=self.actor, **self.sent(UnitSerializer, partial=True)))

    @extend_schema(request=UnitPlace, responses=UnitSerializer)
    @action(methods=["post"], detail=True, url_path="place")
    def place(self, request: Request, pk: str) -> Response:
        """Hang it, with all below it, elsewhere."""
        parent = found(queries.unit, self.sent(UnitPlace)["parent"], self.actor)
        return self._shown(units.move_unit(self.get_object(), by=self.actor, parent=parent))

    @extend_schema(request=Reason, responses=UnitSerializer)
    @action(methods=["post"], detail=True, url_path="closure")
    def closure(self, request: Request, pk: str) -> Response:
        """Close a unit that holds nobody and nothing."""
        return self._shown(units.close_unit(self.get_object(), by=self.actor, **self.sent(Reason)))

    @extend_schema(request=None, responses=UnitSerializer)
    @action(methods=["post"], detail=True, url_path="reopening")
    def reopening(self, request: Request, pk: str) -> Response:
        """Open it again, where it stood."""
        return self._shown(units.reopen_unit(self.get_object(), by=self.actor))

    @extend_schema(request=OrderGiven, responses={204: None})
    @action(methods=["post"], detail=False, url_path="order")
    def order(self, request: Request) -> Response:
        """Put units that stand beside each other into an order."""
        rows = some(queries.units_visible_to(self.actor), self.sent(OrderGiven)["ids"], "ids")
        units.order_siblings(rows, by=self.actor)
        return Response(status=204)

    def _shown(self, row: Unit, status: int = 200) -> Response:
        return Response(UnitSerializer(row).data, status=status)


class Departments(Endpoint):
    """Departments; `unit` narrows the list; closed ones by their ids."""

    policy = "signed_in"
    module = "organization"
    serializer_class = DepartmentSerializer
    ordering = ("path", "id")

    def queryset_for(self, actor: Actor) -> Any:
        rows = queries.departments_visible_to(actor)
        unit = _key(self.request.query_params.get("unit"))
        return rows.filter(unit=unit) if unit else rows

    def get_object(self) -> Department:
        return queries.department(self.key, for_=self.actor)

    @extend_schema(parameters=[OpenApiParameter("unit", UUID)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of departments."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=DepartmentSerializer, responses={201: DepartmentSerializer})
    def create(self, request: Request) -> Response:
        """Make a department."""
        given = self.sent(DepartmentSerializer)
        return self._shown(departments.create_department(given.pop("unit"), by=self.actor, **given), 201)

    @extend_schema(request=DepartmentChange, responses=DepartmentSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a department."""
        given = self.sent(DepartmentChange, partial=True)
        return self._shown(departments.edit_department(self.get_object(), by=self.actor, **given))

    @extend_schema(request=DepartmentPlace, responses=DepartmentSerializer)
    @action(methods=["post"], detail=True, url_path="place")
    def place(self, request: Request, pk: str) -> Response:
        """Hang it, with its people and all below it, elsewhere."""
        given = self.sent(DepartmentPlace)
        parent = found(queries.department, given["parent"], self.actor)
        unit = found(queries.unit, given["unit"], self.actor)
        row = departments.move_department(self.get_object(), by=self.actor, parent=parent, unit=unit)
        return self._shown(row)

    @extend_schema(responses=Leaders)
    @action(methods=["get"], detail=True, url_path="leaders")
    def leaders(self, request: Request, pk: str) -> Response:
        """Who leads it, as far as the reader may see them."""
        return self._led(self.get_object())

    @extend_schema(request=Leaders, responses=Leaders)
    @leaders.mapping.put
    def lead(self, request: Request, pk: str) -> Response:
        """Say who leads it; replaces what was said."""
        row = self.get_object()
        people = queries.visible_to(self.actor)
        given = {name: some(people, keys, name) for name, keys in self.sent(Leaders).items()}
        return self._led(departments.lead_department(row, by=self.actor, **given))

    @extend_schema(request=Reason, responses=DepartmentSerializer)
    @action(methods=["post"], detail=True, url_path="closure")
    def closure(self, request: Request, pk: str) -> Response:
        """Close a department that holds nobody and nothing."""
        return self._shown(departments.close_department(self.get_object(), by=self.actor, **self.sent(Reason)))

    @extend_schema(request=None, responses=DepartmentSerializer)
    @action(methods=["post"], detail=True, url_path="reopening")
    def reopening(self, request: Request, pk: str) -> Response:
        """Open it again, where it stood."""
        return self._shown(departments.reopen_department(self.get_object(), by=self.actor))

    @extend_schema(request=OrderGiven, responses={204: None})
    @action(methods=["post"], detail=False, url_path="order")
    def order(self, request: Request) -> Response:
        """Put departments that stand beside each other into an order."""
        rows = some(queries.departments_visible_to(self.actor), self.sent(OrderGiven)["ids"], "ids")
        units.order_siblings(rows, by=self.actor)
        return Response(status=204)

    def _shown(self, row: Department, status: int = 200) -> Response:
        return Response(DepartmentSerializer(row).data, status=status)

    def _led(self, row: Department) -> Response:
        told: dict[str, list[UUID]] = {"heads": [], "deputies": [], "in_charge": []}
        names = {"head": "heads", "deputy": "deputies", "in_charge": "in_charge"}
        for kind, person in queries.leaders_visible_to(self.actor, row).values_list("kind", "person_id"):
            told[names[kind]].append(person)
        return Response(Leaders(told).data)


class Posts(Endpoint):
    """Posts of the units."""

    policy = "signed_in"
    module = "organization"
    serializer_class = PostSerializer
    ordering = ("order", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.posts_visible_to(actor)

    def get_object(self) -> Post:
        return queries.post(self.key, for_=self.actor)

    @extend_schema(request=PostSerializer, responses={201: PostSerializer})
    def create(self, request: Request) -> Response:
        """Make a post."""
        given = self.sent(PostSerializer)
        made = posts.create_post(given.pop("unit"), by=self.actor, **given)
        return Response(PostSerializer(made).data, status=201)

    @extend_schema(request=PostChange, responses=PostSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a post; who holds it keeps it."""
        done = posts.edit_post(self.get_object(), by=self.actor, **self.sent(PostChange, partial=True))
        return Response(PostSerializer(done).data)

    @extend_schema(request=None, responses=PostSerializer)
    @action(methods=["post"], detail=True, url_path="closure")
    def closure(self, request: Request, pk: str) -> Response:
        """Close a post that nobody holds."""
        return Response(PostSerializer(posts.close_post(self.get_object(), by=self.actor)).data)


class Levels(Endpoint):
    """Levels of the group and the units."""

    policy = "signed_in"
    module = "organization"
    serializer_class = LevelSerializer
    ordering = ("rank", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.levels_visible_to(actor)

    def get_object(self) -> Level:
        return queries.level(self.key, for_=self.actor)

    @extend_schema(request=NewLevel, responses={201: LevelSerializer})
    def create(self, request: Request) -> Response:
        """Make a level."""
        given = self._told(self.sent(NewLevel))
        unit = found(queries.unit, given.pop("unit"), self.actor)
        return Response(LevelSerializer(levels.create_level(unit, by=self.actor, **given)).data, status=201)

    @extend_schema(request=LevelChange, responses=LevelSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a level; a new rank of a group level reaches the units' levels that stand for it."""
        row = self.get_object()
        given = self._told(self.sent(LevelChange, partial=True))
        done = levels.edit_level(row, by=self.actor, **{"name": row.name, "code": row.code, **given})
        return Response(LevelSerializer(done).data)

    @extend_schema(request=None, responses=LevelSerializer)
    @action(methods=["post"], detail=True, url_path="closure")
    def closure(self, request: Request, pk: str) -> Response:
        """Close a level that nobody holds and no unit's level stands for."""
        return Response(LevelSerializer(levels.close_level(self.get_object(), by=self.actor)).data)

    def _told(self, given: dict[str, Any]) -> dict[str, Any]:
        """The group level as a level."""
        key = given.pop("group_level", None)
        return {**given, "group_level": queries.level(key, for_=self.actor)} if key else given


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)
