"""Reorganisations and imports for programs: written down, looked at, applied; each change is one act."""

from __future__ import annotations

import tempfile
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.openapi import Error
from kernel.api.viewsets import Endpoint, Resource
from kernel.files import queries as files
from kernel.files import reading
from kernel.policies import NotFound
from organization import queries
from organization.actions import changesets, exchange
from organization.api.given import found
from organization.models import ChangeSet, ChangeStep, ImportRun
from organization.queries.plans import Preview, preview
from organization.workbooks import WORKBOOK


class ChangeStepSerializer(serializers.ModelSerializer[ChangeStep]):
    """One step of a reorganisation."""

    class Meta:
        model = ChangeStep
        fields = ["id", "number", "kind", "department", "person", "target", "unit", "post", "name"]
        read_only_fields = fields


class ChangeSetSerializer(serializers.ModelSerializer[ChangeSet]):
    """A reorganisation."""

    state = serializers.ChoiceField(choices=("draft", "scheduled", "applied", "withdrawn", "refused"), read_only=True)
    steps = ChangeStepSerializer(many=True, read_only=True)

    class Meta:
        model = ChangeSet
        fields = [
            "id", "name", "note", "effective_on", "state", "refused_why", "made_at", "made_by", "applied_at", "steps",
        ]  # fmt: skip
        read_only_fields = fields


class NewChangeSet(serializers.ModelSerializer[ChangeSet]):
    """A reorganisation to write down."""

    class Meta:
        model = ChangeSet
        fields = ("name", "note", "effective_on")


class ChangeSetChange(serializers.ModelSerializer[ChangeSet]):
    """What can be changed about it beside its steps."""

    class Meta:
        model = ChangeSet
        fields = ("name", "note", "effective_on")
        extra_kwargs: ClassVar[dict[str, Any]] = {"name": {"required": False}, "effective_on": {"required": False}}


class NewStep(serializers.Serializer[Any]):
    """A step: rename, move, merge and close want a department, place a person; `target` is the department it goes into
    or under, or the step of this reorganisation that makes it; create wants a unit and a name."""

    kind = serializers.ChoiceField(choices=ChangeStep.Kind.values)
    department = serializers.UUIDField(required=False, allow_null=True, default=None)
    person = serializers.UUIDField(required=False, allow_null=True, default=None)
    target = serializers.UUIDField(required=False, allow_null=True, default=None)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)
    post = serializers.UUIDField(required=False, allow_null=True, default=None)
    name = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a step does not fit."""

    step = serializers.IntegerField(read_only=True)
    words = serializers.CharField(read_only=True)


class MovedPerson(serializers.Serializer[Any]):
    """Somebody whose place changes; places as they are called from the unit down."""

    person = serializers.UUIDField(read_only=True)
    name = serializers.CharField(read_only=True)
    before = serializers.CharField(read_only=True)
    after = serializers.CharField(read_only=True)


class ChangedDepartment(serializers.Serializer[Any]):
    """A department that changes; empty before: new, empty after: closed."""

    before = serializers.CharField(read_only=True)
    after = serializers.CharField(read_only=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """What a reorganisation would do to the organisation of today."""

    problems = ProblemSerializer(many=True, read_only=True)
    people = MovedPerson(many=True, read_only=True)
    departments = ChangedDepartment(many=True, read_only=True)


class ImportRunSerializer(serializers.ModelSerializer[ImportRun]):
    """An import of the organisation from Excel; `progress` in per cent."""

    state = serializers.ChoiceField(choices=("refused", "ready", "running", "applied", "failed"), read_only=True)
    progress = serializers.SerializerMethodField()

    class Meta:
        model = ImportRun
        fields = ["id", "file_name", "state", "progress", "made_at", "made_by", "started_at", "applied_at", "failed_at"]
        read_only_fields = fields

    def get_progress(self, run: ImportRun) -> int:
        """How far it is."""
        return exchange.progress_of(run)


class LineError(serializers.Serializer[Any]):
    """What is wrong, where: sheet and row ("" and 0: the whole file)."""

    sheet = serializers.CharField(read_only=True)
    row = serializers.IntegerField(read_only=True)
    words = serializers.CharField(read_only=True)


class ChangeCount(serializers.Serializer[Any]):
    """How many rows of a kind are new or changed; for positions also how many end."""

    noun = serializers.CharField(read_only=True)
    new = serializers.IntegerField(read_only=True)
    changed = serializers.IntegerField(read_only=True)
    ended = serializers.IntegerField(read_only=True)


class WholeImportRun(ImportRunSerializer):
    """An import with what it would change or has changed, and what is wrong with the file."""

    errors = LineError(many=True, read_only=True)  # type: ignore[assignment] # a field of that name
    counts = serializers.SerializerMethodField()
    failure = serializers.CharField(read_only=True)

    class Meta(ImportRunSerializer.Meta):
        fields = [*ImportRunSerializer.Meta.fields, "errors", "counts", "failure"]
        read_only_fields = fields

    @extend_schema_field(ChangeCount(many=True))
    def get_counts(self, run: ImportRun) -> list[dict[str, Any]]:
        """New and changed rows by kind."""
        return [{"noun": noun, "ended": 0, **numbers} for noun, numbers in run.counts.items()]


class NewImport(serializers.Serializer[Any]):
    """The id of a file that one has sent for "organization.workbook"."""

    file = serializers.UUIDField()


class Reorganisations(Endpoint):
    """Dated reorganisations, the newest first."""

    policy = "organization.manage"
    module = "organization"
    serializer_class = ChangeSetSerializer

    def queryset_for(self, actor: Actor) -> Any:
        return queries.change_sets_visible_to(actor).prefetch_related("steps")

    def get_object(self) -> ChangeSet:
        return queries.change_set(self.key, for_=self.actor)

    @extend_schema(request=NewChangeSet, responses={201: ChangeSetSerializer})
    def create(self, request: Request) -> Response:
        """Begin to write one down."""
        return self._shown(changesets.draft_change_set(by=self.actor, **self.sent(NewChangeSet)), 201)

    @extend_schema(request=ChangeSetChange, responses=ChangeSetSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change name, day and note."""
        row = self.get_object()
        values: dict[str, Any] = {"name": row.name, "note": row.note, "effective_on": row.effective_on}
        given = values | self.sent(ChangeSetChange, partial=True)
        return self._shown(changesets.edit_change_set(row, by=self.actor, **given))

    @extend_schema(request=NewStep, responses={201: ChangeStepSerializer})
    @action(methods=["post"], detail=True, url_path="steps")
    def steps(self, request: Request, pk: str) -> Response:
        """Add a step at the end."""
        row, given = self.get_object(), self.sent(NewStep)
        step = changesets.add_step(
            row, by=self.actor, kind=given["kind"], target=given["target"], name=given["name"],
            department=found(queries.department, given["department"], self.actor),
            person=found(queries.person, given["person"], self.actor),
            unit=found(queries.unit, given["unit"], self.actor),
            post=found(queries.post, given["post"], self.actor),
        )  # fmt: skip
        return Response(ChangeStepSerializer(step).data, status=201)

    @extend_schema(responses=PreviewSerializer)
    @action(methods=["get"], detail=True, url_path="preview")
    def preview(self, request: Request, pk: str) -> Response:
        """What it would do to the organisation of today."""
        return Response(PreviewSerializer(_told(preview(self.get_object()))).data)

    @extend_schema(request=None, responses=ChangeSetSerializer)
    @action(methods=["post"], detail=True, url_path="application")
    def application(self, request: Request, pk: str) -> Response:
        """Apply all steps now, or none with the reasons."""
        return self._shown(changesets.apply_change_set(self.get_object(), by=self.actor))

    @extend_schema(request=None, responses=ChangeSetSerializer)
    @action(methods=["post"], detail=True, url_path="schedule")
    def schedule(self, request: Request, pk: str) -> Response:
        """Have it applied on its day."""
        return self._shown(changesets.schedule_change_set(self.get_object(), by=self.actor))

    @extend_schema(request=None, responses=ChangeSetSerializer)
    @action(methods=["post"], detail=True, url_path="withdrawal")
    def withdrawal(self, request: Request, pk: str) -> Response:
        """Give it up."""
        return self._shown(changesets.withdraw_change_set(self.get_object(), by=self.actor))

    def _shown(self, row: ChangeSet, status: int = 200) -> Response:
        return Response(ChangeSetSerializer(queries.change_set(row.pk, for_=self.actor)).data, status=status)


class Steps(Resource):
    """Steps of reorganisations, each by its id."""

    policy = "organization.manage"
    module = "organization"
    serializer_class = ChangeStepSerializer
    pagination_class = None

    def get_object(self) -> ChangeStep:
        return queries.change_step(self.key, for_=self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One step."""
        return Response(ChangeStepSerializer(self.get_object()).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Strike it out; later steps move up."""
        changesets.remove_step(self.get_object(), by=self.actor)
        return Response(status=204)


class Imports(Endpoint):
    """Imports from Excel, the newest first: read, looked at, started."""

    policy = "organization.exchange"
    module = "organization"
    serializer_class = ImportRunSerializer

    def queryset_for(self, actor: Actor) -> Any:
        return queries.import_runs_visible_to(actor)

    def get_object(self) -> ImportRun:
        return queries.import_run(self.key, for_=self.actor)

    @extend_schema(responses=WholeImportRun)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One import: what it would change or has changed, what is wrong, how far it is."""
        return Response(WholeImportRun(self.get_object()).data)

    @extend_schema(request=NewImport, responses={201: WholeImportRun, 503: Error})
    def create(self, request: Request) -> Response:
        """Read a workbook that was sent; nothing is changed yet. A bad one gives an import that says what is wrong."""
        sent = files.uploaded([self.sent(NewImport)["file"]], purpose=WORKBOOK.name, for_=self.actor)
        if not sent:
            raise NotFound
        with tempfile.TemporaryFile() as copy:
            for piece in reading.content(sent[0]):
                copy.write(piece)
            copy.seek(0)
            run = exchange.read_workbook(copy, by=self.actor, name=sent[0].name, size=sent[0].size)
        return Response(WholeImportRun(run).data, status=201)

    @extend_schema(request=None, responses=WholeImportRun)
    @action(methods=["post"], detail=True, url_path="start")
    def start(self, request: Request, pk: str) -> Response:
        """Have it applied in the background."""
        return Response(WholeImportRun(exchange.start_import(self.get_object(), by=self.actor)).data)


def _told(shown: Preview) -> dict[str, Any]:
    return {
        "problems": [{"step": number, "words": words} for number, words in shown.problems],
        "people": [
            {"person": person.pk, "name": person.name, "before": before, "after": after}
            for person, before, after in shown.people
        ],
        "departments": [{"before": before, "after": after} for before, after in shown.departments],
    }
