"""What the API says about processes and their drawings, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from workflow import words
from workflow.api.sound import Json
from workflow.checking import Checked, checked_version
from workflow.models import Process, Version
from workflow.plan import Fault

STATES = ("draft", "published", "stopped")


class ProcessSerializer(serializers.ModelSerializer[Process]):
    """A process. `current` is the published version that new matters run on; `state` draft, published or stopped."""

    state = serializers.ChoiceField(choices=STATES, read_only=True)
    managers = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    settings = serializers.DictField(read_only=True)
    current_number = serializers.IntegerField(source="current.number", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Process
        fields = [
            "id", "key", "name", "note", "state", "managers", "settings", "form", "current", "current_number",
            "stopped_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class ProcessSettings(serializers.Serializer[Any]):
    """What the process allows its senders."""

    revoke = serializers.ChoiceField(choices=["before_first", "any", "never"], required=False)


class NewProcess(serializers.Serializer[Any]):
    """A process to make."""

    key = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=100)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    managers = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=100)
    settings = ProcessSettings(required=False)
    form = serializers.UUIDField(required=False, allow_null=True, help_text="The form its matters are filled in on.")


class ProcessChange(serializers.Serializer[Any]):
    """What can be changed about a process."""

    name = serializers.CharField(max_length=100, required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    managers = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=100)
    settings = ProcessSettings(required=False)
    form = serializers.UUIDField(
        required=False, allow_null=True, help_text="The form; it counts from the next version that is published."
    )


class ProcessQuery(serializers.Serializer[Any]):
    """Which processes."""

    q = serializers.CharField(required=False, max_length=80, help_text="Part of the name or key.")
    state = serializers.ChoiceField(choices=STATES, required=False)
    startable = serializers.BooleanField(required=False, help_text="Only those that whoever asks may start now.")


class FaultSerializer(serializers.Serializer[Any]):
    """What is wrong, and where: `place` is the key of a node or arrow, "" for the whole. A gap only keeps from publishing."""

    code = serializers.CharField()
    place = serializers.CharField(allow_blank=True)
    gap = serializers.BooleanField()
    words = serializers.SerializerMethodField()

    def get_words(self, fault: Fault) -> str:
        """The sentence."""
        return words.of_fault(fault)


class ProcessVersionSerializer(serializers.ModelSerializer[Version]):
    """A version of a process; a draft has not been published, and `rev` counts how often it was drawn over."""

    class Meta:
        model = Version
        fields = [
            "id", "process", "number", "rev", "kind", "form_version", "note", "made_at", "made_by", "published_at",
            "published_by",
        ]  # fmt: skip
        read_only_fields = fields


class VersionQuery(serializers.Serializer[Any]):
    """Which versions."""

    process = serializers.UUIDField(required=False)


class DrawingSerializer(serializers.Serializer[Any]):
    """A drawing as the designer needs it: the latest version with everything that is wrong with it.

    `version` null and `rev` 0: nothing was drawn yet. `version` and `rev` are sent back when it is saved.
    """

    version = serializers.UUIDField(allow_null=True)
    number = serializers.IntegerField()
    rev = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=["tree", "bpmn"])
    source = serializers.DictField()  # type: ignore[assignment] # the drawing's word for it
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment] # the drawing's word for it
    graph = serializers.DictField()
    is_published = serializers.BooleanField()
    is_publishable = serializers.BooleanField()
    faults = FaultSerializer(many=True)


class DrawingChange(serializers.Serializer[Any]):
    """A drawing to keep. `version` and `rev` are those that were drawn on."""

    source = Json()  # type: ignore[assignment] # the drawing's word for it
    fields = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)  # type: ignore[assignment] # as above
    version = serializers.UUIDField(allow_null=True, required=False, default=None)
    rev = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False, default=0)


class DrawingCheck(serializers.Serializer[Any]):
    """A drawing to look at; it is not kept."""

    source = Json()  # type: ignore[assignment] # the drawing's word for it
    fields = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)  # type: ignore[assignment] # as above


class CheckedSerializer(serializers.Serializer[Any]):
    """What is wrong with a drawing."""

    is_publishable = serializers.BooleanField()
    faults = FaultSerializer(many=True)


class Publication(serializers.Serializer[Any]):
    """The version to publish: by default the latest. `rev`: how it was seen."""

    version = serializers.UUIDField(required=False)
    rev = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ComparisonQuery(serializers.Serializer[Any]):
    """What to compare with."""

    other = serializers.UUIDField()


class ChangeLine(serializers.Serializer[Any]):
    """One difference: `what` is node, flow or field, `how` added, removed or changed; `settings` names what changed."""

    what = serializers.ChoiceField(choices=["node", "flow", "field"])
    how = serializers.ChoiceField(choices=["added", "removed", "changed"])
    key = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    settings = serializers.ListField(child=serializers.CharField())
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """Two versions side by side, and how many matters are under way on each."""

    older = ProcessVersionSerializer()
    newer = ProcessVersionSerializer()
    changes = ChangeLine(many=True)
    running_on_older = serializers.IntegerField()
    running_on_newer = serializers.IntegerField()


def drawing(version: Version | None) -> dict[str, Any]:
    """A version as a drawing."""
    if version is None:
        empty: dict[str, Any] = {"steps": []}
        return {
            "version": None, "number": 0, "rev": 0, "kind": "tree", "source": empty, "fields": {}, "graph": {},
            "is_published": False, "is_publishable": False, "faults": [],
        }  # fmt: skip
    found: Checked = checked_version(version)
    return {
        "version": version.pk, "number": version.number, "rev": version.rev, "kind": version.kind,
        "source": version.source, "fields": version.fields, "graph": version.graph,
        "is_published": version.published_at is not None, "is_publishable": found.is_publishable,
        "faults": found.faults,
    }  # fmt: skip
