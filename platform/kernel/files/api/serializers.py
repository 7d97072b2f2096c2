"""What the API says about files, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from kernel.files.keeping import sizes
from kernel.files.models import File
from kernel.files.purposes import LARGEST

STATES = ("uploading", "ready", "refused", "deleted", "purged")


class FileSerializer(serializers.ModelSerializer[File]):
    """A file. `type` is what its content says it is; `checksum` is SHA-256 in hexadecimal once it is computed."""

    type = serializers.CharField(source="detected_type", read_only=True)
    state = serializers.ChoiceField(choices=STATES, read_only=True)
    scan = serializers.ChoiceField(choices=("clean", "infected", "unscanned"), read_only=True)

    class Meta:
        model = File
        fields = [
            "id",
            "purpose",
            "name",
            "size",
            "type",
            "checksum",
            "state",
            "refused_for",
            "scan",
            "created_by_name",
            "created_at",
            "deleted_at",
        ]
        read_only_fields = fields


class FileQuery(serializers.Serializer[Any]):
    """Which of one's own files."""

    purpose = serializers.CharField(required=False, max_length=60)
    state = serializers.ChoiceField(required=False, choices=("uploading", "ready", "refused", "deleted"))


class AddressQuery(serializers.Serializer[Any]):
    """How the content is wanted."""

    inline = serializers.BooleanField(required=False, help_text="Shown in place where that is safe, else saved.")


class NameSerializer(serializers.Serializer[Any]):
    """A new name."""

    name = serializers.CharField(max_length=255)


class AddressSerializer(serializers.Serializer[Any]):
    """Where a content is fetched, within so many seconds."""

    url = serializers.CharField(read_only=True)
    expires_in = serializers.IntegerField(read_only=True)


class NewUploadSerializer(serializers.Serializer[Any]):
    """A file to be sent: `sha256` in hexadecimal where the sender knows it."""

    purpose = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=1000, trim_whitespace=False)
    size = serializers.IntegerField(min_value=1, max_value=LARGEST)
    type = serializers.CharField(max_length=255, allow_blank=True, default="")
    sha256 = serializers.RegexField("^[0-9A-Fa-f]{64}$", allow_blank=True, default="")


class PartSerializer(serializers.Serializer[Any]):
    """Where a part (number 0: the whole) is sent by PUT: exactly `size` bytes with these headers."""

    number = serializers.IntegerField(read_only=True)
    url = serializers.CharField(read_only=True)
    size = serializers.IntegerField(read_only=True)
    headers = serializers.DictField(child=serializers.CharField(), read_only=True)


class UploadSerializer(serializers.ModelSerializer[File]):
    """An upload under way or over. `part_count` 0: it goes in one piece."""

    state = serializers.ChoiceField(choices=STATES, read_only=True)
    part_count = serializers.SerializerMethodField()

    class Meta:
        model = File
        fields = ["id", "purpose", "name", "size", "state", "part_size", "part_count", "created_at"]
        read_only_fields = fields

    def get_part_count(self, file: File) -> int:
        """How many parts it has."""
        return len(sizes(file)) if file.upload else 0


class PartsSerializer(serializers.Serializer[Any]):
    """Addresses of parts."""

    parts = PartSerializer(many=True, read_only=True)


class BegunUploadSerializer(UploadSerializer):
    """A new upload with the addresses of its first parts."""

    parts = PartSerializer(many=True, read_only=True)

    class Meta(UploadSerializer.Meta):
        fields = [*UploadSerializer.Meta.fields, "parts"]
        read_only_fields = fields


class ArrivedUploadSerializer(UploadSerializer):
    """An upload with the numbers of the parts that the store has whole."""

    arrived = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta(UploadSerializer.Meta):
        fields = [*UploadSerializer.Meta.fields, "arrived"]
        read_only_fields = fields


class NumbersSerializer(serializers.Serializer[Any]):
    """Which parts need addresses; none named: the first ones."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=10_000), max_length=100, default=list
    )


class RoomSerializer(serializers.Serializer[Any]):
    """How much room is used, and how much there is; `limit` null: no limit. In bytes."""

    used = serializers.IntegerField(read_only=True)
    limit = serializers.IntegerField(read_only=True, allow_null=True)
