"""Endpoints of one's own work: to-do, done, copies; and agents."""

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
from kernel.policies import NotFound
from workflow import operations, queries
from workflow.actions import agents, copies, tasks
from workflow.api import given as taken
from workflow.api import shown
from workflow.models import Instance, TaskRow


class Tasks(Endpoint):
    """What whoever asks has to do, the newest first: their own, as an agent, and in their pools."""

    policy = "signed_in"
    module = "workflow"
    serializer_class = shown.TaskSerializer
    query_class = taken.TaskQuery
    ordering = ("-created_at", "-id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.narrowed(queries.todo(actor), **self.asked())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of tasks."""
        page = self.paginate_queryset(self.get_queryset()) or []
        context = shown.names_of((row.starter for row in page), (row.assignee for row in page))
        return self.get_paginated_response(shown.TaskSerializer(page, many=True, context=context).data)

    @extend_schema(responses=shown.WholeTaskSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One task of a matter that one may see, with what may be done now and what would come of it."""
        return self._shown(queries.task(self.key, for_=self.actor))

    @extend_schema(request=taken.Decision, responses=shown.WholeTaskSerializer)
    @action(methods=["post"], detail=True, url_path="decision")
    def decision(self, request: Request, pk: str) -> Response:
        """Agree, disagree or abstain."""
        return self._done(tasks.decide, taken.Decision)

    @extend_schema(request=taken.Return, responses=shown.WholeTaskSerializer)
    @action(methods=["post"], detail=True, url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return the matter to an earlier step."""
        return self._done(tasks.send_back, taken.Return)

    @extend_schema(request=taken.Signers, responses=shown.WholeTaskSerializer)
    @action(methods=["post"], detail=True, url_path="signers")
    def signers(self, request: Request, pk: str) -> Response:
        """Bring others in."""
        return self._done(tasks.ask_others, taken.Signers)

    @extend_schema(request=taken.Rev, responses=shown.WholeTaskSerializer)
    @action(methods=["post"], detail=True, url_path="removal")
    def removal(self, request: Request, pk: str) -> Response:
        """Take off an added signer who has not acted; this is their task."""
        return self._done(tasks.drop_signer, taken.Rev)

    @extend_schema(request=taken.Transfer, responses=shown.WholeTaskSerializer)
    @action(methods=["post"], detail=True, url_path="transfer")
    def transfer(self, request: Request, pk: str) -> Response:
        """Pass it on for good."""
        return self._done(tasks.transfer, taken.Transfer)

    @extend_schema(request=taken.Rev, responses=shown.WholeTaskSerializer)
    @action(methods=["post"], detail=True, url_path="claim")
    def claim(self, request: Request, pk: str) -> Response:
        """Take it out of its pool."""
        return self._done(tasks.claim, taken.Rev)

    @extend_schema(request=taken.Rev, responses=shown.WholeTaskSerializer)
    @action(methods=["post"], detail=True, url_path="release")
    def release(self, request: Request, pk: str) -> Response:
        """Put it back into its pool."""
        return self._done(tasks.unclaim, taken.Rev)

    @extend_schema(request=taken.Rev, responses=shown.WholeTaskSerializer)
    @action(methods=["post"], detail=True, url_path="taking-back")
    def taking_back(self, request: Request, pk: str) -> Response:
        """Take one's own decision back while nothing has come of it."""
        return self._done(tasks.take_back, taken.Rev)

    @extend_schema(request=None, responses={204: None})
    @action(methods=["post"], detail=True, url_path="reading")
    def reading(self, request: Request, pk: str) -> Response:
        """Mark it as opened; only its assignee's look counts."""
        tasks.read(queries.task(self.key, for_=self.actor), by=self.actor)
        return Response(status=204)

    def _done(self, act: Callable[..., Instance], kind: type[BaseSerializer[Any]]) -> Response:
        task = queries.task(self.key, for_=self.actor)
        act(task, by=self.actor, **self.sent(kind))
        return self._shown(TaskRow.objects.select_related("instance__process", "instance__version").get(pk=task.pk))

    def _shown(self, task: TaskRow) -> Response:
        offered = operations.of_task(task, task.instance, by=self.actor)
        context = {**shown.names_of([task.starter, task.assignee]), "operations": offered}
        return Response(shown.WholeTaskSerializer(task, context=context).data)


class Done(Endpoint):
    """What whoever asks has done, the latest first."""

    policy = "signed_in"
    module = "workflow"
    serializer_class = shown.TaskSerializer
    query_class = taken.TaskQuery
    ordering = ("-done_at", "-id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.narrowed(queries.done(actor), **(self.asked() if self.action == "list" else {}))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of tasks that are done."""
        page = self.paginate_queryset(self.get_queryset()) or []
        context = shown.names_of((row.starter for row in page), (row.assignee for row in page))
        return self.get_paginated_response(shown.TaskSerializer(page, many=True, context=context).data)


class Copies(Endpoint):
    """What was passed on to whoever asks to be known, the newest first."""

    policy = "signed_in"
    module = "workflow"
    serializer_class = shown.CopySerializer
    query_class = taken.CopyQuery

    def queryset_for(self, actor: Actor) -> Any:
        return queries.copies(actor, **(self.asked() if self.action == "list" else {}))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of copies."""
        page = self.paginate_queryset(self.get_queryset()) or []
        context = shown.names_of(row.sender for row in page)
        return self.get_paginated_response(shown.CopySerializer(page, many=True, context=context).data)

    @extend_schema(request=taken.Remark, responses=shown.CopySerializer)
    @action(methods=["post"], detail=True, url_path="reading")
    def reading(self, request: Request, pk: str) -> Response:
        """Mark it as read, perhaps with a remark."""
        copy = queries.copy(self.key, for_=self.actor)
        done = copies.read(copy, by=self.actor, **self.sent(taken.Remark))
        return Response(shown.CopySerializer(done, context=shown.names_of([done.sender])).data)


class Agents(Endpoint):
    """Appointments of agents, the newest first: one's own, those where one is the agent, for managers all."""

    policy = "signed_in"
    module = "workflow"
    serializer_class = shown.AgentSerializer

    def queryset_for(self, actor: Actor) -> Any:
        return queries.agents(actor)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of appointments."""
        page = self.paginate_queryset(self.get_queryset()) or []
        context = shown.names_of((row.principal for row in page), (row.agent for row in page))
        return self.get_paginated_response(shown.AgentSerializer(page, many=True, context=context).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One appointment."""
        return self._shown(queries.agent(self.key, for_=self.actor))

    @extend_schema(request=taken.NewAgent, responses={201: shown.AgentSerializer})
    def create(self, request: Request) -> Response:
        """Appoint an agent for a time; it begins and ends by itself."""
        given = self.sent(taken.NewAgent)
        principal = given.pop("principal", None) or self.actor.person
        if principal is None:
            raise NotFound
        return self._shown(agents.appoint(principal, by=self.actor, **given), 201)

    @extend_schema(request=None, responses=shown.AgentSerializer)
    @action(methods=["post"], detail=True, url_path="ending")
    def ending(self, request: Request, pk: str) -> Response:
        """End it early."""
        return self._shown(agents.end(queries.agent(self.key, for_=self.actor), by=self.actor))

    def _shown(self, rule: Any, status: int = 200) -> Response:
        context = shown.names_of([rule.principal, rule.agent])
        return Response(shown.AgentSerializer(rule, context=context).data, status=status)
