"""Endpoints of definitions and of rights to records; each change is one act."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from forms import functions, queries, words
from forms.actions import definitions
from forms.api import serializers as said
from forms.compiled import compiled
from forms.models import Form, FormGrant
from forms.policies import FormPolicy
from forms.schema import json_schema
from forms.touching import uses
from kernel.actor import Actor
from kernel.api.viewsets import Endpoint
from kernel.policies import NotFound, require


class Forms(Endpoint):
    """Forms that the actor has to do with: all for designers, else those with a right to their records."""

    policy = "signed_in"
    module = "forms"
    serializer_class = said.FormSerializer
    ordering = ("name", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.forms_visible_to(actor)

    @extend_schema(request=said.NewForm, responses={201: said.FormSerializer})
    def create(self, request: Request) -> Response:
        """Make a form with a draft and no version yet."""
        made = definitions.create_form(by=self.actor, **self.sent(said.NewForm))
        return Response(said.FormSerializer(made).data, status=201)

    @extend_schema(responses=said.DraftSerializer)
    @action(methods=["get"], detail=True, url_path="draft")
    def draft(self, request: Request, pk: str) -> Response:
        """What the designer works on, with its faults."""
        form = self.get_object()
        require(FormPolicy.design, form, self.actor)
        return self._draft(form)

    @extend_schema(request=said.Draft, responses=said.DraftSerializer)
    @draft.mapping.put
    def save_draft(self, request: Request, pk: str) -> Response:
        """Keep a draft; its faults are answered."""
        form, _faults = definitions.save_draft(self.get_object(), by=self.actor, **self.sent(said.Draft))
        return self._draft(form)

    @extend_schema(request=said.FormPublication, responses={201: said.FormVersionSerializer})
    @action(methods=["post"], detail=True, url_path="publication")
    def publication(self, request: Request, pk: str) -> Response:
        """Make the draft the version that new records are made by."""
        version = definitions.publish(self.get_object(), by=self.actor, **self.sent(said.FormPublication))
        return Response(said.FormVersionSerializer(version).data, status=201)

    @extend_schema(request=None, responses=said.FormSerializer)
    @action(methods=["post"], detail=True, url_path="closure")
    def closure(self, request: Request, pk: str) -> Response:
        """Let no new records be made; publishing opens the form again."""
        return Response(said.FormSerializer(definitions.stop(self.get_object(), by=self.actor)).data)

    @extend_schema(responses=said.FormVersionSerializer(many=True), filters=False)
    @action(methods=["get"], detail=True, url_path="versions", pagination_class=None)
    def versions(self, request: Request, pk: str) -> Response:
        """The published versions, newest first."""
        return Response(said.FormVersionSerializer(queries.versions(self.get_object())[:200], many=True).data)

    @extend_schema(responses={200: dict[str, Any]})
    @action(methods=["get"], detail=True, url_path="schema")
    def described(self, request: Request, pk: str) -> Response:
        """A JSON Schema of the values of new records."""
        form = self.get_object()
        if form.current is None:
            raise NotFound
        return Response(json_schema(compiled(form.current), form.name))

    def _draft(self, form: Form) -> Response:
        faults = definitions.faults_of(form.draft)
        current = form.current
        found = {
            "schema": form.draft,
            "rev": form.draft_rev,
            "faults": [{"path": one.path, "code": one.code, "message": words.of_fault(one)} for one in faults],
            "changes": [] if faults else [words.of_difference(one) for one in definitions.differences(form, current)],
            "running": uses().running(form.pk),
        }
        return Response(said.DraftSerializer(found).data)


class Grants(Endpoint):
    """Who may do what with the records of forms."""

    policy = functions.DESIGN
    module = "forms"
    serializer_class = said.FormGrantSerializer
    query_class = said.GrantQuery

    def queryset_for(self, actor: Actor) -> Any:
        return FormGrant.objects.filter(form__in=queries.forms_visible_to(actor).values("pk"), **self.asked())

    @extend_schema(request=said.NewGrant, responses={201: said.FormGrantSerializer})
    def create(self, request: Request) -> Response:
        """Give a right."""
        given = self.sent(said.NewGrant)
        form = queries.form(given.pop("form"), for_=self.actor)
        return Response(said.FormGrantSerializer(definitions.grant(form, by=self.actor, **given)).data, status=201)

    def destroy(self, request: Request, pk: str) -> Response:
        """Take a right away."""
        definitions.revoke(self.get_object(), by=self.actor)
        return Response(status=204)
