"""Endpoints of matters: sent, read, and what their senders and managers do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from kernel.actor import Actor
from kernel.api.viewsets import Endpoint
from kernel.policies import require
from organization.queries import require_visible
from workflow import masks, operations, progress, queries
from workflow.actions import matters, tasks
from workflow.actions.hand import plan
from workflow.api import given as taken
from workflow.api import shown
from workflow.models import Instance
from workflow.policies import InstancePolicy


class Matters(Endpoint):
    """Matters, the newest first: one's own, those one looks after, or all one may see."""

    policy = "signed_in"
    module = "workflow"
    serializer_class = shown.MatterSerializer
    query_class = taken.MatterQuery

    def queryset_for(self, actor: Actor) -> Any:
        return queries.matters(actor, **(self.asked() if self.action == "list" else {"whose": "all"}))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of matters."""
        page = self.paginate_queryset(self.get_queryset())
        context = shown.names_of(row.starter for row in page or ())
        return self.get_paginated_response(shown.MatterSerializer(page, many=True, context=context).data)

    @extend_schema(responses=shown.WholeMatterSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One matter with its values and what may be done with it."""
        return self._shown(self._matter())

    @extend_schema(request=taken.NewMatter, responses={201: shown.WholeMatterSerializer})
    def create(self, request: Request) -> Response:
        """Send a matter."""
        given = self.sent(taken.NewMatter)
        process = queries.process(given.pop("process"), for_=self.actor)
        return self._shown(matters.start(process, by=self.actor, **given), 201)

    @extend_schema(responses=shown.TaskSerializer(many=True))
    @action(methods=["get"], detail=True, url_path="tasks")
    def tasks(self, request: Request, pk: str) -> Response:
        """The tasks of a matter, the latest first."""
        page = self.paginate_queryset(self._matter().tasks.all())
        context = shown.names_of((row.starter for row in page or ()), (row.assignee for row in page or ()))
        return self.get_paginated_response(shown.TaskSerializer(page, many=True, context=context).data)

    @extend_schema(responses=shown.StepSerializer(many=True))
    @action(methods=["get"], detail=True, url_path="steps")
    def steps(self, request: Request, pk: str) -> Response:
        """The arrivals at steps, the latest first."""
        return self._page(self._matter().activations.all(), shown.StepSerializer)

    @extend_schema(responses=shown.OpinionSerializer(many=True))
    @action(methods=["get"], detail=True, url_path="opinions")
    def opinions(self, request: Request, pk: str) -> Response:
        """What was said, the latest first."""
        return self._page(self._matter().opinions.all(), shown.OpinionSerializer)

    @extend_schema(responses=shown.LogSerializer(many=True))
    @action(methods=["get"], detail=True, url_path="log")
    def log(self, request: Request, pk: str) -> Response:
        """Every operation, the latest first; for whoever looks after the process."""
        matter = self._matter()
        require(InstancePolicy.manage, matter, self.actor)
        return self._page(matter.log.all(), shown.LogSerializer)

    @extend_schema(responses=shown.PictureSerializer)
    @action(methods=["get"], detail=True, url_path="picture")
    def picture(self, request: Request, pk: str) -> Response:
        """How far it has come, as SVG."""
        return Response({"svg": progress.picture(self._matter())})

    @extend_schema(request=taken.Revocation, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="revocation")
    def revocation(self, request: Request, pk: str) -> Response:
        """The sender takes it back."""
        return self._done(matters.revoke, taken.Revocation)

    @extend_schema(request=taken.Resubmission, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="resubmission")
    def resubmission(self, request: Request, pk: str) -> Response:
        """Send a draft again."""
        return self._done(matters.resubmit, taken.Resubmission)

    @extend_schema(request=None, responses=shown.Urged)
    @action(methods=["post"], detail=True, url_path="urging")
    def urging(self, request: Request, pk: str) -> Response:
        """Remind everybody whose turn it is, at most once an hour."""
        return Response(shown.Urged({"people": tasks.urge(self._matter(), by=self.actor)}).data)

    @extend_schema(request=taken.Circulation, responses={204: None})
    @action(methods=["post"], detail=True, url_path="circulation")
    def circulation(self, request: Request, pk: str) -> Response:
        """Pass it on to be known."""
        matters.circulate(self._matter(), by=self.actor, **self.sent(taken.Circulation))
        return Response(status=204)

    @extend_schema(request=taken.Reasoned, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="suspension")
    def suspension(self, request: Request, pk: str) -> Response:
        """Let nothing happen until it is resumed."""
        return self._done(matters.suspend, taken.Reasoned)

    @extend_schema(request=taken.Rev, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="resumption")
    def resumption(self, request: Request, pk: str) -> Response:
        """Go on after a suspension."""
        return self._done(matters.resume, taken.Rev)

    @extend_schema(request=taken.Reasoned, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="termination")
    def termination(self, request: Request, pk: str) -> Response:
        """End it without a result."""
        return self._done(matters.terminate, taken.Reasoned)

    @extend_schema(request=taken.Reopening, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="reopening")
    def reopening(self, request: Request, pk: str) -> Response:
        """Go on with an ended matter."""
        return self._done(matters.reopen, taken.Reopening)

    @extend_schema(request=taken.Jump, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="jump")
    def jump(self, request: Request, pk: str) -> Response:
        """Put an arrival at another step."""
        return self._moved(matters.jump, taken.Jump)

    @extend_schema(request=taken.Redo, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="redo")
    def redo(self, request: Request, pk: str) -> Response:
        """Let a branch beside an arrival be done again."""
        return self._moved(matters.redo, taken.Redo)

    @extend_schema(request=taken.Retry, responses=shown.WholeMatterSerializer)
    @action(methods=["post"], detail=True, url_path="retry")
    def retry(self, request: Request, pk: str) -> Response:
        """Try a blocked arrival again."""
        return self._moved(matters.retry, taken.Retry)

    @extend_schema(request=taken.HandOver, responses=shown.HandedOver)
    @action(methods=["post"], detail=True, url_path="hand-over")
    def hand_over(self, request: Request, pk: str) -> Response:
        """Give somebody's open tasks in this matter to somebody else."""
        given = self.sent(taken.HandOver)
        require_visible([given["taker"]], to=self.actor)
        moved = matters.hand_over(self._matter(), by=self.actor, **given)
        return Response(shown.HandedOver({"moved": moved}).data)

    def _matter(self) -> Instance:
        return queries.matter(self.key, for_=self.actor)

    def _done(self, act: Callable[..., Instance], kind: type[BaseSerializer[Any]]) -> Response:
        return self._shown(act(self._matter(), by=self.actor, **self.sent(kind)))

    def _moved(self, act: Callable[..., Instance], kind: type[BaseSerializer[Any]]) -> Response:
        given = self.sent(kind)
        require_visible(given.get("people", ()), to=self.actor)
        arrival = queries.arrival(given.pop("arrival"), of=self._matter())
        return self._shown(act(arrival, by=self.actor, **given))

    def _shown(self, matter: Instance, status: int = 200) -> Response:
        offered = operations.of_matter(matter, by=self.actor)
        context = {**shown.names_of([matter.starter]), "operations": offered}
        if matter.record_id is not None:
            context["filled"] = masks.shown(matter, plan(matter.plan_id).steps, by=self.actor)
        return Response(shown.WholeMatterSerializer(matter, context=context).data, status=status)

    def _page(self, rows: Any, kind: type[BaseSerializer[Any]]) -> Response:
        return self.get_paginated_response(kind(self.paginate_queryset(rows), many=True).data)
