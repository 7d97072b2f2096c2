"""What the API says about forms, and what it takes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from forms.models import Form, FormGrant, FormVersion, Record, RecordChange, SerialIssued, SerialRule


class ObjectField(serializers.JSONField):
    """A JSON object of plain text: without characters that no database keeps."""

    def to_internal_value(self, data: Any) -> Any:
        found = super().to_internal_value(data)
        if not isinstance(found, dict):
            raise serializers.ValidationError(_("This must be an object."))
        if not _is_plain(found):
            raise serializers.ValidationError(_("There is a character in it that cannot stand there."))
        return found


def _is_plain(value: Any) -> bool:
    """Whether every text within can be kept and said. Walks without recursion, however deep it lies."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str) and any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in one):
            return False
        if isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one
    return True


class FormSerializer(serializers.ModelSerializer[Form]):
    """A form; `current` is the version that new records are made by."""

    version = serializers.IntegerField(source="current.number", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Form
        fields = ["id", "key", "name", "note", "current", "version", "stopped_at", "created_at"]
        read_only_fields = fields


class FormFaultSerializer(serializers.Serializer[Any]):
    """What keeps a draft from being published, at its place."""

    path = serializers.CharField(read_only=True)
    code = serializers.CharField(read_only=True)
    message = serializers.CharField(read_only=True)


class DraftSerializer(serializers.Serializer[Any]):
    """What a designer works on: `rev` counts its savings; `changes` are what publishing would change."""

    schema = serializers.JSONField(read_only=True)
    rev = serializers.IntegerField(read_only=True)
    faults = FormFaultSerializer(many=True, read_only=True)
    changes = serializers.ListField(child=serializers.CharField(), read_only=True)
    running = serializers.IntegerField(read_only=True)


class FormVersionSerializer(serializers.ModelSerializer[FormVersion]):
    """A published version."""

    class Meta:
        model = FormVersion
        fields = ["id", "number", "digest", "note", "published_at", "published_by", "schema"]
        read_only_fields = fields


class FormGrantSerializer(serializers.ModelSerializer[FormGrant]):
    """Who may do what with the records of a form."""

    class Meta:
        model = FormGrant
        fields = ["id", "form", "principal", "right", "granted_at", "granted_by"]
        read_only_fields = fields


class NewForm(serializers.Serializer[Any]):
    """A new form; without `schema` it is empty."""

    key = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=100)
    note = serializers.CharField(max_length=300, allow_blank=True, default="")
    schema = ObjectField(required=False)


class Draft(serializers.Serializer[Any]):
    """The draft to keep; `rev` is the one that was changed."""

    schema = ObjectField()
    rev = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    name = serializers.CharField(max_length=100, required=False)
    note = serializers.CharField(max_length=300, allow_blank=True, required=False)


class FormPublication(serializers.Serializer[Any]):
    """Publish the draft with this `rev`."""

    rev = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    note = serializers.CharField(max_length=300, allow_blank=True, default="")


class NewGrant(serializers.Serializer[Any]):
    """A right: to a principal such as "person:<id>", "department:<id>", "all"."""

    form = serializers.UUIDField()
    principal = serializers.CharField(max_length=60)
    right = serializers.ChoiceField(choices=FormGrant.Right.choices)


class GrantQuery(serializers.Serializer[Any]):
    """Of which form."""

    form = serializers.UUIDField(required=False)


class RecordSerializer(serializers.ModelSerializer[Record]):
    """A record without its values."""

    version = serializers.IntegerField(source="version.number", read_only=True)

    class Meta:
        model = Record
        fields = [
            "id", "form", "version", "title", "status", "rev", "starter", "starter_name", "department", "unit", "matter",
            "created_at", "updated_at", "submitted_at",
        ]  # fmt: skip
        read_only_fields = fields


class WholeRecordSerializer(RecordSerializer):
    """A record with its values, by field."""

    values = serializers.JSONField(read_only=True)

    class Meta(RecordSerializer.Meta):
        fields = [*RecordSerializer.Meta.fields, "values"]
        read_only_fields = fields


class ChangeSerializer(serializers.ModelSerializer[RecordChange]):
    """One value that became another; in tables `row` says in which row."""

    class Meta:
        model = RecordChange
        fields = ["rev", "at", "person", "name", "step", "path", "row", "old", "new"]
        read_only_fields = fields


class RecordQuery(serializers.Serializer[Any]):
    """Of which form, and in which state."""

    form = serializers.UUIDField(required=False)
    status = serializers.ChoiceField(choices=Record.Status.choices, required=False)


class NewRecord(serializers.Serializer[Any]):
    """A record of a form; `submit` sends it at once, else it is a draft."""

    form = serializers.UUIDField()
    values = ObjectField(default=dict)
    submit = serializers.BooleanField(default=False)


class ChangedRecord(serializers.Serializer[Any]):
    """Changed values: an absent key is unchanged, null empties. `rev` is the one that was looked at."""

    values = ObjectField(default=dict)
    rev = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    submit = serializers.BooleanField(default=False)


class DeletionReason(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=300)


class RuleSerializer(serializers.ModelSerializer[SerialRule]):
    """How numbers are made."""

    class Meta:
        model = SerialRule
        fields = ["id", "key", "name", "pattern", "reset", "per", "mode", "created_at"]
        read_only_fields = fields


class RuleWords(serializers.Serializer[Any]):
    """A numbering, changed; its key stays."""

    name = serializers.CharField(max_length=100)
    pattern = serializers.CharField(max_length=80)
    reset = serializers.ChoiceField(choices=SerialRule.Reset.choices, default=SerialRule.Reset.YEAR)
    per = serializers.ChoiceField(choices=SerialRule.Per.choices, default=SerialRule.Per.COMPANY)
    mode = serializers.ChoiceField(choices=SerialRule.Mode.choices, default=SerialRule.Mode.GAPLESS)


class NewRule(RuleWords):
    """A new numbering."""

    key = serializers.CharField(max_length=40)


class NumberSerializer(serializers.ModelSerializer[SerialIssued]):
    """A number that was given."""

    rule = serializers.CharField(source="rule.key", read_only=True)

    class Meta:
        model = SerialIssued
        fields = ["id", "rule", "text", "n", "record", "issued_at", "voided_at", "voided_by", "reason"]
        read_only_fields = fields
