"""What the API says about the organisation, and what it takes."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from organization.models import Department, Level, Person, PersonGroup, PersonGroupMember, Position, Post, Unit


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """A unit."""

    class Meta:
        model = Unit
        fields = ("id", "parent", "name", "short_name", "code", "order", "phone", "address", "closed_at")
        read_only_fields = ("id", "parent", "order", "closed_at")


class DepartmentSerializer(serializers.ModelSerializer[Department]):
    """A department."""

    class Meta:
        model = Department
        fields = ("id", "unit", "parent", "name", "short_name", "code", "order", "phone", "closed_at")
        read_only_fields = ("id", "order", "closed_at")


class DepartmentChange(serializers.ModelSerializer[Department]):
    """What can be changed about a department."""

    class Meta:
        model = Department
        fields = ("name", "short_name", "code", "phone")
        extra_kwargs: ClassVar[dict[str, Any]] = {"name": {"required": False}}


class PostSerializer(serializers.ModelSerializer[Post]):
    """A post."""

    class Meta:
        model = Post
        fields = ("id", "unit", "name", "code", "kind", "note", "order", "closed_at")
        read_only_fields = ("id", "order", "closed_at")


class LevelSerializer(serializers.ModelSerializer[Level]):
    """A level; without a unit it is the group's."""

    class Meta:
        model = Level
        fields = ("id", "unit", "group_level", "name", "code", "rank", "closed_at")
        read_only_fields = fields


class PositionSerializer(serializers.ModelSerializer[Position]):
    """A seat."""

    label = serializers.CharField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = Position
        fields = ("id", "unit", "department", "post", "level", "kind", "label", "started_on", "ended_on")
        read_only_fields = fields


class PersonSerializer(serializers.ModelSerializer[Person]):
    """Somebody with the seats in force."""

    positions = PositionSerializer(source="current_seats", many=True, read_only=True)

    class Meta:
        model = Person
        fields = ("id", "name", "code", "sex", "phone", "mobile", "email", "order", "pinyin", "initials", "positions")
        read_only_fields = fields


class NewPerson(serializers.Serializer[Any]):
    """Somebody to add; with a department they get a main post."""

    name = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    sex = serializers.ChoiceField(choices=["", "m", "f"], required=False)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    mobile = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    order = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)
    entered_on = serializers.DateField(required=False, allow_null=True)
    sign_in = serializers.CharField(max_length=64, required=False)
    department = serializers.UUIDField(required=False)


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


class NewPosition(serializers.Serializer[Any]):
    """A seat to take: `main` moves the main post, otherwise it is a side post."""

    main = serializers.BooleanField(default=True)
    unit = serializers.UUIDField(required=False)
    department = serializers.UUIDField(required=False)
    post = serializers.UUIDField(required=False, allow_null=True)
    level = serializers.UUIDField(required=False, allow_null=True)
    on = serializers.DateField(required=False)


class Reason(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class Leaving(Reason):
    """Somebody leaves."""

    on = serializers.DateField(required=False)
    successor = serializers.UUIDField(required=False, allow_null=True)


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
