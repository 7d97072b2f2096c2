"""Endpoints of the notices; each change is one act."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.paging import WholeList
from kernel.api.viewsets import Endpoint, Resource, Single
from kernel.notices import queries
from kernel.notices.actions.choosing import add_browser, choose, remove_browser
from kernel.notices.actions.reading import mark_all_read, mark_read
from kernel.notices.api import serializers as said
from kernel.notices.models import Rhythm


class Notices(Endpoint):
    """One's own notices, newest first."""

    policy = "signed_in"
    module = "notices"
    serializer_class = said.NoticeSerializer
    query_class = said.NoticeQuery

    def queryset_for(self, actor: Actor) -> Any:
        rows = queries.visible_to(actor)
        if self.action != "list":
            return rows
        asked = self.asked()
        if "unread" in asked:
            rows = rows.filter(read_at__isnull=asked["unread"])
        return rows.filter(kind=asked["kind"]) if "kind" in asked else rows

    @extend_schema(request=None, responses=said.NoticeSerializer)
    @action(methods=["post"], detail=True, url_path="reading")
    def reading(self, request: Request, pk: str) -> Response:
        """Mark one read."""
        return Response(said.NoticeSerializer(mark_read(self.get_object(), by=self.actor)).data)

    @extend_schema(
        request=said.ReadingSerializer, responses=said.CountSerializer, operation_id="notices_notices_reading_all"
    )
    @action(methods=["post"], detail=False, url_path="reading")
    def reading_all(self, request: Request) -> Response:
        """Mark all read, or those of a kind; answers how many were not."""
        return Response({"count": mark_all_read(by=self.actor, **self.sent(said.ReadingSerializer))})


class Unread(Single):
    """The live number."""

    policy = "signed_in"
    module = "notices"
    serializer_class = said.UnreadSerializer

    def show(self, request: Request) -> Response:
        """How many notices are unread."""
        return Response({"unread": queries.unread(self.actor)})


class Kinds(Resource):
    """What one can be told of here."""

    policy = "signed_in"
    module = "notices"
    serializer_class = said.NoticeKindSerializer
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """Every kind, and how the actor wants it."""
        page = self.paginate_queryset(queries.wishes(self.actor))
        return self.get_paginated_response(said.NoticeKindSerializer(page, many=True).data)


class Wishes(Single):
    """How one likes to be told."""

    policy = "signed_in"
    module = "notices"
    serializer_class = said.WishesSerializer

    def show(self, request: Request) -> Response:
        """What is chosen."""
        return self._shown(queries.rhythm(self.actor))

    def replace(self, request: Request) -> Response:
        """Choose anew, as a whole."""
        given = self.sent(said.WishesSerializer)
        wanted = {(one["kind"], one["channel"]) for one in given.pop("wanted")}
        return self._shown(choose(by=self.actor, wanted=wanted, **given))

    def _shown(self, rhythm: Rhythm) -> Response:
        wanted = [
            {"kind": wish.kind.key, "channel": channel}
            for wish in queries.wishes(self.actor)
            for channel, on in wish.channels
            if on
        ]
        names = ("digest", "daily_at", "quiet_from", "quiet_until")
        return Response(
            said.WishesSerializer({"wanted": wanted, **{name: getattr(rhythm, name) for name in names}}).data
        )


class Browsers(Endpoint):
    """The browsers that push notices go to."""

    policy = "signed_in"
    module = "notices"
    serializer_class = said.BrowserSerializer

    def queryset_for(self, actor: Actor) -> Any:
        return queries.browsers(actor)

    @extend_schema(request=said.NewBrowserSerializer, responses={201: said.BrowserSerializer})
    def create(self, request: Request) -> Response:
        """Tell a browser from now on."""
        made = add_browser(by=self.actor, **self.sent(said.NewBrowserSerializer))
        return Response(said.BrowserSerializer(made).data, status=201)

    def destroy(self, request: Request, pk: str) -> Response:
        """Tell a browser no more."""
        remove_browser(self.get_object(), by=self.actor)
        return Response(status=204)
