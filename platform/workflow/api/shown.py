"""What the API says about matters, tasks, opinions, copies and agents. Names of people come with one question a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from rest_framework import serializers

from organization import queries as people
from workflow.engine.rows import At, Kind, Status, Todo, Vote
from workflow.models import ActivationRow, AgentRule, Copy, Instance, LogEntry, Opinion, TaskRow


def names_of(*given: Iterable[UUID | None]) -> dict[str, Any]:
    """The context in which serializers know people's names. One query."""
    return {"names": people.names({one for some in given for one in some if one is not None})}


class _Word(serializers.ChoiceField):
    """A number of an enumeration as its name in small letters."""

    def __init__(self, kinds: Any, **more: Any) -> None:
        self.kinds = kinds
        super().__init__(choices=[one.name.lower() for one in kinds], read_only=True, **more)

    def to_representation(self, value: Any) -> str:
        return str(self.kinds(value).name.lower())


class _Name(serializers.CharField):
    """The name of the person in a column of ids; empty where nobody stands there."""

    def __init__(self, column: str) -> None:
        self.column = column
        super().__init__(source=column, read_only=True, allow_null=True)

    def to_representation(self, value: Any) -> str:
        return str(self.context.get("names", {}).get(value, ""))


class MatterSerializer(serializers.ModelSerializer[Instance]):
    """A matter. `current` names the steps it is at, `rev` counts what was done with it."""

    process_name = serializers.CharField(source="process.name", read_only=True)
    starter_name = _Name("starter")
    status = _Word(Status)

    class Meta:
        model = Instance
        fields = [
            "id", "process", "process_name", "version", "title", "starter", "starter_name", "unit", "status", "rev",
            "round", "current", "parent", "created_at", "updated_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class OperationSerializer(serializers.Serializer[Any]):
    """Something that whoever asks may do now, and what would come of it."""

    key = serializers.CharField()
    title = serializers.CharField()
    consequence = serializers.CharField(allow_blank=True)
    targets = serializers.SerializerMethodField()
    danger = serializers.BooleanField()
    needs_opinion = serializers.BooleanField()

    def get_targets(self, operation: Any) -> list[dict[str, str]]:
        """The steps to choose from."""
        return [{"step": key, "name": name} for key, name in operation.targets]


class WholeMatterSerializer(MatterSerializer):
    """A matter with its values and what whoever asks may do with it.

    `record`: what was filled in on its form; `values` then are those of its fields that whoever asks may see now.
    """

    record = serializers.UUIDField(source="record_id", read_only=True, allow_null=True)
    values = serializers.SerializerMethodField()
    operations = serializers.SerializerMethodField()

    class Meta(MatterSerializer.Meta):
        fields = [*MatterSerializer.Meta.fields, "record", "values", "operations"]
        read_only_fields = fields

    def get_values(self, matter: Instance) -> dict[str, Any]:
        """What was filled in, as far as it is to be seen; without a form, what conditions read."""
        if matter.record_id is not None:
            return dict(self.context.get("filled", {}))
        return {name: value for name, value in matter.values.items() if not name.startswith("handlers:")}

    def get_operations(self, matter: Instance) -> list[dict[str, Any]]:
        """What is offered."""
        return list(OperationSerializer(self.context.get("operations", ()), many=True).data)


class TaskSerializer(serializers.ModelSerializer[TaskRow]):
    """One person's work at a step. `assignee` null: it lies in a pool. `late`: its deadline has passed."""

    starter_name = _Name("starter")
    assignee_name = _Name("assignee")
    status, kind, result = _Word(Todo), _Word(Kind), _Word(Vote)
    matter = serializers.UUIDField(source="instance_id", read_only=True)

    class Meta:
        model = TaskRow
        fields = [
            "id", "matter", "process", "title", "starter", "starter_name", "activation", "step", "step_name", "kind",
            "assignee", "assignee_name", "status", "result", "reason", "parent", "created_at", "read_at", "due_at",
            "timed_out_at", "done_at", "done_by", "urges", "urged_at",
        ]  # fmt: skip
        read_only_fields = fields


class WholeTaskSerializer(TaskSerializer):
    """A task with the `rev` of its matter and what whoever asks may do now."""

    rev = serializers.IntegerField(source="instance.rev", read_only=True)
    operations = serializers.SerializerMethodField()

    class Meta(TaskSerializer.Meta):
        fields = [*TaskSerializer.Meta.fields, "rev", "operations"]
        read_only_fields = fields

    def get_operations(self, task: TaskRow) -> list[dict[str, Any]]:
        """What is offered."""
        return list(OperationSerializer(self.context.get("operations", ()), many=True).data)


class StepSerializer(serializers.ModelSerializer[ActivationRow]):
    """One arrival at a step; the numbers are the weights of voices."""

    status = _Word(At)

    class Meta:
        model = ActivationRow
        fields = [
            "id", "step", "status", "round", "entered_at", "left_at", "due_at", "outcome", "total", "agreed",
            "rejected", "abstained",
        ]  # fmt: skip
        read_only_fields = fields


class OpinionSerializer(serializers.ModelSerializer[Opinion]):
    """What somebody said with an act. `on_behalf_of`: whose agent they were."""

    class Meta:
        model = Opinion
        fields = ["id", "task", "step", "author", "author_name", "on_behalf_of", "action", "body", "round", "at"]
        read_only_fields = fields


class LogSerializer(serializers.ModelSerializer[LogEntry]):
    """One operation on the matter; `data` has its details, such as conditions that could not be decided."""

    data = serializers.DictField(read_only=True)  # type: ignore[assignment] # the log's word for it

    class Meta:
        model = LogEntry
        fields = ["id", "rev", "kind", "actor", "actor_name", "on_behalf_of", "task", "data", "at"]
        read_only_fields = fields


class CopySerializer(serializers.ModelSerializer[Copy]):
    """Something to know. `kind`: cc (by a step) or circulate (by a person)."""

    matter = serializers.UUIDField(source="instance_id", read_only=True)
    sender_name = _Name("sender")

    class Meta:
        model = Copy
        fields = ["id", "matter", "title", "kind", "person", "sender", "sender_name", "sent_at", "read_at", "remark"]
        read_only_fields = fields


class AgentSerializer(serializers.ModelSerializer[AgentRule]):
    """Who acts for whom, from when to when; `processes` empty: in all of them."""

    principal_name, agent_name = _Name("principal"), _Name("agent")
    processes = serializers.ListField(child=serializers.UUIDField(), read_only=True)

    class Meta:
        model = AgentRule
        fields = [
            "id", "principal", "principal_name", "agent", "agent_name", "processes", "starts_at", "ends_at",
            "made_by", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class Urged(serializers.Serializer[Any]):
    """Who was reminded."""

    people = serializers.ListField(child=serializers.UUIDField())


class HandedOver(serializers.Serializer[Any]):
    """How many tasks went over."""

    moved = serializers.IntegerField()


class PictureSerializer(serializers.Serializer[Any]):
    """A picture."""

    svg = serializers.CharField()
