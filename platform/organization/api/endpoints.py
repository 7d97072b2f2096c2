"""Endpoints of the organisation; each change is one act."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.viewsets import Endpoint
from organization import queries
from organization.actions import departments, people, positions, posts, units
from organization.api import serializers as said
from organization.models import Department, Person, Unit


class Organization(Endpoint):
    """What the endpoints of this package share."""

    policy = "signed_in"
    module = "organization"

    def given(self, kind: Any, request: Request, **options: Any) -> dict[str, Any]:
        """What was sent, checked."""
        parsed = kind(data=request.data, **options)
        parsed.is_valid(raise_exception=True)
        return dict(parsed.validated_data)


class Units(Organization):
    """Units of the group."""

    serializer_class = said.UnitSerializer
    ordering = ("path", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.units_visible_to(actor)

    @extend_schema(request=said.UnitSerializer, responses=said.UnitSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a unit."""
        row = queries.unit(UUID(pk), for_=self.actor)
        given = self.given(said.UnitSerializer, request, partial=True)
        return Response(said.UnitSerializer(units.edit_unit(row, by=self.actor, **given)).data)


class Departments(Organization):
    """Departments; `unit` narrows the list."""

    serializer_class = said.DepartmentSerializer
    ordering = ("path", "id")

    def queryset_for(self, actor: Actor) -> Any:
        rows = queries.departments_visible_to(actor)
        unit = _key(self.request.query_params.get("unit"))
        return rows.filter(unit=unit) if unit else rows

    @extend_schema(parameters=[OpenApiParameter("unit", UUID)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of departments."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=said.DepartmentSerializer, responses={201: said.DepartmentSerializer})
    def create(self, request: Request) -> Response:
        """Make a department."""
        given = self.given(said.DepartmentSerializer, request)
        made = departments.create_department(given.pop("unit"), by=self.actor, **given)
        return Response(said.DepartmentSerializer(made).data, status=201)

    @extend_schema(request=said.DepartmentChange, responses=said.DepartmentSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a department."""
        row = queries.department(UUID(pk), for_=self.actor)
        given = self.given(said.DepartmentChange, request, partial=True)
        return Response(said.DepartmentSerializer(departments.edit_department(row, by=self.actor, **given)).data)

    @extend_schema(request=said.Reason, responses=said.DepartmentSerializer)
    @action(methods=["post"], detail=True, url_path="closure")
    def closure(self, request: Request, pk: str) -> Response:
        """Close a department that holds nobody and nothing."""
        row = queries.department(UUID(pk), for_=self.actor)
        done = departments.close_department(row, by=self.actor, **self.given(said.Reason, request))
        return Response(said.DepartmentSerializer(done).data)


class Posts(Organization):
    """Posts of the units."""

    serializer_class = said.PostSerializer
    ordering = ("order", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.posts_visible_to(actor)

    @extend_schema(request=said.PostSerializer, responses={201: said.PostSerializer})
    def create(self, request: Request) -> Response:
        """Make a post."""
        given = self.given(said.PostSerializer, request)
        made = posts.create_post(given.pop("unit"), by=self.actor, **given)
        return Response(said.PostSerializer(made).data, status=201)


class Levels(Organization):
    """Levels of the group and the units."""

    serializer_class = said.LevelSerializer
    ordering = ("rank", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.levels_visible_to(actor)


class People(Organization):
    """People in the work scope of whoever asks; `q` searches by name, pinyin, initials, number and phone."""

    serializer_class = said.PersonSerializer
    ordering = ("sort_key", "id")

    def queryset_for(self, actor: Actor) -> Any:
        rows = queries.with_seats(queries.visible_to(actor))
        return queries.search(rows, self.request.query_params.get("q", ""))

    @extend_schema(parameters=[OpenApiParameter("q", str)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of people."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=said.NewPerson, responses={201: said.PersonSerializer})
    def create(self, request: Request) -> Response:
        """Add somebody."""
        given = self.given(said.NewPerson, request)
        key = given.pop("department", None)
        department = queries.department(key, for_=self.actor) if key else None
        made = people.add_person(by=self.actor, department=department, **given)
        return self._shown(made, 201)

    @extend_schema(request=said.PersonChange, responses=said.PersonSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change somebody's data."""
        row = queries.managed_person(UUID(pk), for_=self.actor)
        return self._shown(people.edit_person(row, by=self.actor, **self.given(said.PersonChange, request)))

    @extend_schema(request=said.NewPosition, responses={201: said.PositionSerializer})
    @action(methods=["post"], detail=True, url_path="positions")
    def positions(self, request: Request, pk: str) -> Response:
        """Move the main post, or give a side post."""
        row, given = queries.person(UUID(pk), for_=self.actor), self.given(said.NewPosition, request)
        main = given.pop("main")
        place = _place(given, self.actor)
        if main:
            seat = positions.move_person(row, by=self.actor, **place)
        else:
            seat = positions.take_position(row, by=self.actor, kind="secondary", **place)
        return Response(said.PositionSerializer(seat).data, status=201)

    @extend_schema(request=said.Reason, responses=said.PersonSerializer)
    @action(methods=["post"], detail=True, url_path="suspension")
    def suspension(self, request: Request, pk: str) -> Response:
        """Suspend somebody."""
        row = queries.managed_person(UUID(pk), for_=self.actor)
        people.suspend_person(row, by=self.actor, **self.given(said.Reason, request))
        return self._shown(row)

    @extend_schema(request=None, responses=said.PersonSerializer)
    @action(methods=["post"], detail=True, url_path="resumption")
    def resumption(self, request: Request, pk: str) -> Response:
        """Lift a suspension."""
        return self._shown(people.resume_person(queries.managed_person(UUID(pk), for_=self.actor), by=self.actor))

    @extend_schema(request=said.Leaving, responses=said.PersonSerializer)
    @action(methods=["post"], detail=True, url_path="leaving")
    def leaving(self, request: Request, pk: str) -> Response:
        """Record that somebody left, and who takes over."""
        row, given = queries.managed_person(UUID(pk), for_=self.actor), self.given(said.Leaving, request)
        key = given.pop("successor", None)
        successor = queries.person(key, for_=self.actor) if key else None
        people.leave(row, by=self.actor, successor=successor, **given)
        return self._shown(row)

    def _shown(self, row: Person, status: int = 200) -> Response:
        found = queries.with_seats(Person.objects.filter(pk=row.pk)).get()
        return Response(said.PersonSerializer(found).data, status=status)


class Groups(Organization):
    """Groups of people that whoever asks may use."""

    serializer_class = said.PersonGroupSerializer
    ordering = ("name", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.with_members(queries.groups_visible_to(actor), actor)


def _place(given: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Ids of a seat as things that the actor knows."""
    from kernel.policies import Invalid

    department: Department | None = None
    unit: Unit | None = None
    if key := given.get("department"):
        department = queries.department(key, for_=actor)
        unit = department.unit
    elif key := given.get("unit"):
        unit = queries.unit(key, for_=actor)
    if unit is None:
        raise Invalid({"department": [_("Choose a department, or a unit for somebody without one.")]})
    post = queries.post(given["post"], for_=actor) if given.get("post") else None
    level = queries.level(given["level"], for_=actor) if given.get("level") else None
    return {"unit": unit, "department": department, "post": post, "level": level, "on": given.get("on")}


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)
