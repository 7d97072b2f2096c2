"""Endpoints of processes: their list, drawings, versions, and try-runs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from forms import queries as forms
from kernel.actor import Actor
from kernel.api.viewsets import Endpoint
from kernel.policies import Conflict, Invalid, Refused, require
from organization.queries import require_visible
from workflow import functions, queries, words
from workflow.actions import definitions
from workflow.api import drawings as said
from workflow.api.tryouts import NewTryout, TryoutSerializer
from workflow.checking import checked, checked_version, form_of
from workflow.comparing import compared
from workflow.conditions import names
from workflow.models import Process, Version
from workflow.policies import ProcessPolicy
from workflow.tryout import try_out


def designs(actor: Actor) -> bool | str:
    """Whether somebody may look at drawings: designers, and whoever looks after matters."""
    may = actor.may(functions.DESIGN) or actor.may(functions.MANAGE)
    return may or str(_("Only process designers and managers see drawings."))


class Processes(Endpoint):
    """Processes: all of them for designers and managers, for others those that can be started or that they look after."""

    policy = "signed_in"
    module = "workflow"
    serializer_class = said.ProcessSerializer
    query_class = said.ProcessQuery
    ordering = ("name", "id")

    def queryset_for(self, actor: Actor) -> Any:
        given = self.asked() if self.action == "list" else {}
        return queries.processes(actor, **given)

    @extend_schema(request=said.NewProcess, responses={201: said.ProcessSerializer})
    def create(self, request: Request) -> Response:
        """Make a process; it has no drawing yet."""
        given = self.sent(said.NewProcess)
        require_visible(given.get("managers", ()), to=self.actor)
        self._find_form(given)
        return Response(said.ProcessSerializer(definitions.create(by=self.actor, **given)).data, status=201)

    @extend_schema(request=said.ProcessChange, responses=said.ProcessSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change name, note, managers, form or what senders may do."""
        given = self.sent(said.ProcessChange)
        require_visible(given.get("managers", ()), to=self.actor)
        self._find_form(given)
        return Response(said.ProcessSerializer(definitions.edit(self._process(), by=self.actor, **given)).data)

    @extend_schema(methods=["GET"], responses=said.DrawingSerializer)
    @extend_schema(methods=["PUT"], request=said.DrawingChange, responses=said.DrawingSerializer)
    @action(methods=["get", "put"], detail=True, url_path="drawing")
    def drawing(self, request: Request, pk: str) -> Response:
        """The latest drawing with its faults; or keep a drawing as the draft, whatever is wrong with it."""
        process = self._drawn()
        if request.method == "GET":
            return Response(said.DrawingSerializer(said.drawing(queries.latest(process))).data)
        given = self.sent(said.DrawingChange)
        made = definitions.save_draft(
            process,
            by=self.actor,
            source=given["source"],
            fields=given["fields"],
            seen=(given["version"], given["rev"]),
        )
        return Response(said.DrawingSerializer(said.drawing(made)).data)

    @extend_schema(request=said.DrawingCheck, responses=said.CheckedSerializer)
    @action(methods=["post"], detail=True, url_path="check")
    def check(self, request: Request, pk: str) -> Response:
        """What is wrong with a drawing; nothing is kept."""
        form = form_of(self._drawn())
        given = self.sent(said.DrawingCheck)
        return Response(said.CheckedSerializer(checked(given["source"], given["fields"], form)).data)

    @extend_schema(request=said.Publication, responses=said.ProcessSerializer)
    @action(methods=["post"], detail=True, url_path="publication")
    def publication(self, request: Request, pk: str) -> Response:
        """Publish a version; refused with every fault by its place. Matters under way stay on theirs."""
        process, given = self._process(), self.sent(said.Publication)
        version = self._version(process, given)
        done = definitions.publish(version, by=self.actor, note=given["note"], rev=given.get("rev"))
        return Response(said.ProcessSerializer(done.process).data)

    @extend_schema(request=None, responses=said.ProcessSerializer)
    @action(methods=["post"], detail=True, url_path="stop")
    def stop(self, request: Request, pk: str) -> Response:
        """Let no new matters begin; those under way go on. Publishing a version lets it be started again."""
        return Response(said.ProcessSerializer(definitions.stop(self._process(), by=self.actor)).data)

    @extend_schema(request=NewTryout, responses=TryoutSerializer)
    @action(methods=["post"], detail=True, url_path="tryouts")
    def tryouts(self, request: Request, pk: str) -> Response:
        """Try a drawing with a sender and sample values: who would get it and why, which branch and why. Nothing is kept."""
        process, given = self._process(), self.sent(NewTryout)
        require(ProcessPolicy.design, process, self.actor)
        require_visible([given["starter"]], to=self.actor)
        if "source" in given:
            form, fields = form_of(process), given.get("fields", {})
            found = checked(given["source"], fields, form)
        else:
            version = self._version(process, given)
            form = version.form_version if version.published_at is not None else form_of(process)
            fields, found = version.fields, checked_version(version)
        if found.plan is None or found.graph is None:
            raise Invalid({fault.place: [words.of_fault(fault)] for fault in found.faults if not fault.gap})
        tried = try_out(
            found.plan,
            found.graph,
            names(fields, form),
            starter=given["starter"],
            values=given["values"],
            managers=process.managers,
            now=datetime.now(UTC),
            by=self.actor,
        )
        return Response(TryoutSerializer(asdict(tried)).data)

    def _process(self) -> Process:
        return queries.process(self.key, for_=self.actor)

    def _find_form(self, given: dict[str, Any]) -> None:
        """Put the form in the place of its id. Raises NotFound for one that whoever asks does not know."""
        if given.get("form") is not None:
            given["form"] = forms.form(given["form"], for_=self.actor)

    def _drawn(self) -> Process:
        process = self._process()
        if (verdict := designs(self.actor)) is not True:
            raise Refused(verdict)
        return process

    def _version(self, process: Process, given: dict[str, Any]) -> Version:
        if "version" in given:
            return queries.version(given["version"], for_=self.actor, of=process)
        latest = queries.latest(process)
        if latest is None:
            raise Conflict(_("Nothing has been drawn yet."))
        return latest


class Versions(Endpoint):
    """Versions of processes, the newest first."""

    policy = staticmethod(designs)
    module = "workflow"
    serializer_class = said.ProcessVersionSerializer
    query_class = said.VersionQuery

    def queryset_for(self, actor: Actor) -> Any:
        return queries.versions(actor, **(self.asked() if self.action == "list" else {}))

    @extend_schema(responses=said.DrawingSerializer)
    @action(methods=["get"], detail=True, url_path="drawing")
    def drawing(self, request: Request, pk: str) -> Response:
        """A version's drawing."""
        return Response(said.DrawingSerializer(said.drawing(queries.version(self.key, for_=self.actor))).data)

    @extend_schema(parameters=[said.ComparisonQuery], responses=said.ComparisonSerializer)
    @action(methods=["get"], detail=True, url_path="comparison")
    def comparison(self, request: Request, pk: str) -> Response:
        """What differs between a version and another one of the same process (`other`)."""
        asked = said.ComparisonQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        one = queries.version(self.key, for_=self.actor)
        other = queries.version(asked.validated_data["other"], for_=self.actor, of=one.process)
        older, newer = sorted((one, other), key=lambda version: version.number)
        running = queries.running_on(older, newer)
        return Response(
            said.ComparisonSerializer(
                {
                    "older": older,
                    "newer": newer,
                    "changes": compared(older.graph, newer.graph, (older.fields, newer.fields)),
                    "running_on_older": running.get(older.pk, 0),
                    "running_on_newer": running.get(newer.pk, 0),
                }
            ).data
        )
