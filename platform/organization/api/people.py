"""People and their seats for programs; each change is one act."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.viewsets import Endpoint, Resource
from kernel.policies import Invalid, allowed
from organization import queries
from organization.actions import people, positions, signins
from organization.api.given import Reason, found
from organization.models import Department, Person, Position, Unit
from organization.policies import PersonPolicy

STATES = ("active", "unassigned", "suspended", "left", "all")


class PositionSerializer(serializers.ModelSerializer[Position]):
    """A seat."""

    label = serializers.CharField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = Position
        fields = ("id", "unit", "department", "post", "level", "kind", "label", "order", "started_on", "ended_on")
        read_only_fields = fields


class PersonSerializer(serializers.ModelSerializer[Person]):
    """Somebody with the seats in force."""

    positions = PositionSerializer(source="current_seats", many=True, read_only=True)

    class Meta:
        model = Person
        fields = ["id", "name", "code", "sex", "phone", "mobile", "email", "order", "pinyin", "initials", "positions"]
        read_only_fields = fields


class WholePerson(PersonSerializer):
    """Somebody with what only they and their administrators see; others find null there."""

    entered_on = serializers.DateField(read_only=True, allow_null=True)
    note = serializers.CharField(read_only=True, allow_null=True)
    sign_in = serializers.CharField(source="account.username", read_only=True, allow_null=True)
    state = serializers.SerializerMethodField()

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "entered_on", "note", "sign_in", "state"]
        read_only_fields = fields

    def get_state(self, person: Any) -> str | None:
        """One of active, unassigned, suspended, left."""
        if person.is_departed or person.is_suspended:
            return "left" if person.is_departed else "suspended"
        return "active" if person.is_assigned else "unassigned"

    def to_representation(self, instance: Any) -> Any:
        told = super().to_representation(instance)
        hidden = () if self.context["private"] else ("entered_on", "note", "sign_in", "state")
        return told | dict.fromkeys(hidden)


class PersonQuery(serializers.Serializer[Any]):
    """Which people: those in one's work scope, or with a state those whom one administers."""

    q = serializers.CharField(
        required=False, allow_blank=True, max_length=80, help_text="By name, pinyin, initials, number or phone."
    )
    state = serializers.ChoiceField(required=False, choices=STATES)


class PersonChange(serializers.Serializer[Any]):
    """What can be changed about somebody."""

    name = serializers.CharField(max_length=60, required=False)
    code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    sex = serializers.ChoiceField(choices=["", "m", "f"], required=False)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    mobile = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    order = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)
    entered_on = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class NewPerson(PersonChange):
    """Somebody to add; with a department or a unit they get a main post."""

    name = serializers.CharField(max_length=60)
    sign_in = serializers.CharField(max_length=64, required=False)
    unit = serializers.UUIDField(required=False, allow_null=True)
    department = serializers.UUIDField(required=False, allow_null=True)
    post = serializers.UUIDField(required=False, allow_null=True)
    level = serializers.UUIDField(required=False, allow_null=True)


class NewPosition(serializers.Serializer[Any]):
    """A seat to take: `main` moves the main post, otherwise it is a side post."""

    main = serializers.BooleanField(default=True)
    unit = serializers.UUIDField(required=False, allow_null=True)
    department = serializers.UUIDField(required=False, allow_null=True)
    post = serializers.UUIDField(required=False, allow_null=True)
    level = serializers.UUIDField(required=False, allow_null=True)
    on = serializers.DateField(required=False)


class PositionChange(serializers.Serializer[Any]):
    """A correction of a seat that moves nobody."""

    post = serializers.UUIDField(required=False, allow_null=True)
    level = serializers.UUIDField(required=False, allow_null=True)
    order = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)


class PositionEnd(serializers.Serializer[Any]):
    """Since when; today where nothing is said."""

    on = serializers.DateField(required=False)


class Leaving(Reason):
    """Somebody leaves."""

    on = serializers.DateField(required=False)
    successor = serializers.UUIDField(required=False, allow_null=True)


class SignInGiven(serializers.Serializer[Any]):
    """A name to sign in with."""

    username = serializers.CharField(max_length=64)


class People(Endpoint):
    """People in the work scope of whoever asks; administrators find those in their charge by their state."""

    policy = "signed_in"
    module = "organization"
    serializer_class = PersonSerializer
    query_class = PersonQuery
    ordering = ("sort_key", "id")

    def queryset_for(self, actor: Actor) -> Any:
        asked = self.asked()
        rows = queries.visible_to(actor)
        if state := asked.get("state"):
            rows = queries.in_state(queries.managed_by(actor), state)
        return queries.search(queries.with_seats(rows), asked.get("q", ""))

    @extend_schema(responses=WholePerson)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One person."""
        return self._shown(queries.person(self.key, for_=self.actor))

    @extend_schema(request=NewPerson, responses={201: WholePerson})
    def create(self, request: Request) -> Response:
        """Add somebody."""
        given = self.sent(NewPerson)
        names = ("unit", "department", "post", "level")
        place = {name: given.pop(name) for name in names if name in given}
        seat = _place(place, self.actor) if any(place.values()) else {}
        return self._shown(people.add_person(by=self.actor, **seat, **given), 201)

    @extend_schema(request=PersonChange, responses=WholePerson)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change somebody's data."""
        return self._shown(people.edit_person(self._managed, by=self.actor, **self.sent(PersonChange)))

    @extend_schema(request=NewPosition, responses={201: PositionSerializer})
    @action(methods=["post"], detail=True, url_path="positions")
    def positions(self, request: Request, pk: str) -> Response:
        """Move the main post, or give a side post."""
        row, given = queries.person(self.key, for_=self.actor), self.sent(NewPosition)
        main, on = given.pop("main"), given.pop("on", None)
        place = {**_place(given, self.actor), "on": on}
        if main:
            seat = positions.move_person(row, by=self.actor, **place)
        else:
            seat = positions.take_position(row, by=self.actor, kind="secondary", **place)
        return Response(PositionSerializer(seat).data, status=201)

    @extend_schema(request=SignInGiven, responses=WholePerson)
    @action(methods=["post"], detail=True, url_path="sign-in")
    def sign_in(self, request: Request, pk: str) -> Response:
        """Give a name to sign in with, or another one. It opens nothing without a password."""
        return self._shown(people.give_sign_in(self._managed, by=self.actor, **self.sent(SignInGiven)))

    @extend_schema(request=None, responses=WholePerson)
    @action(methods=["post"], detail=True, url_path="invitation")
    def invitation(self, request: Request, pk: str) -> Response:
        """Have somebody told by mail how they come by a password."""
        return self._shown(signins.invite_person(self._managed, by=self.actor))

    @extend_schema(request=Reason, responses=WholePerson)
    @action(methods=["post"], detail=True, url_path="suspension")
    def suspension(self, request: Request, pk: str) -> Response:
        """Suspend somebody."""
        return self._shown(people.suspend_person(self._managed, by=self.actor, **self.sent(Reason)).person)

    @extend_schema(request=None, responses=WholePerson)
    @action(methods=["post"], detail=True, url_path="resumption")
    def resumption(self, request: Request, pk: str) -> Response:
        """Lift a suspension."""
        return self._shown(people.resume_person(self._managed, by=self.actor))

    @extend_schema(request=Leaving, responses=WholePerson)
    @action(methods=["post"], detail=True, url_path="leaving")
    def leaving(self, request: Request, pk: str) -> Response:
        """Record that somebody left, and who takes over."""
        row, given = self._managed, self.sent(Leaving)
        successor = found(queries.person, given.pop("successor", None), self.actor)
        people.leave(row, by=self.actor, successor=successor, **given)
        return self._shown(row)

    @extend_schema(request=None, responses=WholePerson)
    @action(methods=["post"], detail=True, url_path="return")
    def returning(self, request: Request, pk: str) -> Response:
        """Somebody who left comes back, without a seat."""
        return self._shown(people.come_back(self._managed, by=self.actor))

    @property
    def _managed(self) -> Person:
        return queries.managed_person(self.key, for_=self.actor)

    def _shown(self, row: Person, status: int = 200) -> Response:
        rows = queries.with_states(queries.with_seats(Person.objects.filter(pk=row.pk)))
        person = rows.select_related("account").get()
        private = allowed(PersonPolicy.see_private, person, self.actor)
        return Response(WholePerson(person, context={"private": private}).data, status=status)


class Positions(Resource):
    """Seats of people in one's charge, each by its id; ended ones do not change any more."""

    policy = "signed_in"
    module = "organization"
    serializer_class = PositionSerializer
    pagination_class = None

    def get_object(self) -> Position:
        return queries.managed_position(self.key, for_=self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One seat."""
        return Response(PositionSerializer(self.get_object()).data)

    @extend_schema(request=PositionChange, responses=PositionSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct post, level and order. To move somebody, give them a new seat: that keeps the history."""
        row, given = self.get_object(), self.sent(PositionChange)
        values: dict[str, Any] = {"post": row.post, "level": row.level, "order": given.get("order")}
        for name, query in (("post", queries.post), ("level", queries.level)):
            if name in given:
                values[name] = found(query, given[name], self.actor)
        return Response(PositionSerializer(positions.edit_position(row, by=self.actor, **values)).data)

    @extend_schema(request=PositionEnd, responses=PositionSerializer)
    @action(methods=["post"], detail=True, url_path="end")
    def end(self, request: Request, pk: str) -> Response:
        """End it."""
        done = positions.end_position(self.get_object(), by=self.actor, **self.sent(PositionEnd))
        return Response(PositionSerializer(done).data)

    @extend_schema(request=None, responses=PositionSerializer)
    @action(methods=["post"], detail=True, url_path="main")
    def main(self, request: Request, pk: str) -> Response:
        """Make a side post the main one."""
        return Response(PositionSerializer(positions.make_main(self.get_object(), by=self.actor)).data)


def _place(given: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Ids of a seat as things that the actor knows."""
    department: Department | None = found(queries.department, given.get("department"), actor)
    unit: Unit | None = department.unit if department else found(queries.unit, given.get("unit"), actor)
    if unit is None:
        raise Invalid({"department": [_("Choose a department, or a unit for somebody without one.")]})
    post, level = found(queries.post, given.get("post"), actor), found(queries.level, given.get("level"), actor)
    return {"unit": unit, "department": department, "post": post, "level": level}
