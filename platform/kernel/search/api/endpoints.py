"""Endpoints of the search: what one may see, the best first."""

from __future__ import annotations

from typing import Any

from django.utils.http import urlencode
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.api.paging import LARGEST, WholeList
from kernel.api.viewsets import Resource
from kernel.search.queries import PAGE, query, sources_here


class HitQuery(serializers.Serializer[Any]):
    """What is looked for: Chinese by any two characters, names by pinyin, numbers by any part."""

    q = serializers.CharField(max_length=200)
    kind = serializers.CharField(required=False, max_length=80, help_text="Only things of one kind.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST, default=PAGE)
    cursor = serializers.CharField(required=False, max_length=200, help_text="Taken from `next` of the page before.")


class HitSerializer(serializers.Serializer[Any]):
    """One thing found. `title_html` and `excerpt_html` are safe, with the terms in <mark>; `url` is a path."""

    kind = serializers.CharField(read_only=True)
    id = serializers.UUIDField(source="object_id", read_only=True)
    title = serializers.CharField(source="plain", read_only=True)
    title_html = serializers.CharField(source="title", read_only=True)
    excerpt_html = serializers.CharField(source="excerpt", read_only=True)
    url = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class SearchKindSerializer(serializers.Serializer[Any]):
    """A kind of thing that can be found here."""

    kind = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)


class Hits(Resource):
    """What is found; only what one may see."""

    policy = "signed_in"
    module = "search"
    serializer_class = HitSerializer
    query_class = HitQuery
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """A page of hits, the best first."""
        asked = self.asked()
        kinds = [asked["kind"]] if "kind" in asked else []
        found = query(asked["q"], for_=self.actor, kinds=kinds, cursor=asked.get("cursor", ""), size=asked["limit"])
        following = {**request.query_params.dict(), "cursor": found.following}
        link = f"{request.path}?{urlencode(following)}" if found.following else None
        return Response({"items": HitSerializer(found.hits, many=True).data, "next": link, "previous": None})


class Kinds(Resource):
    """What can be found here."""

    policy = "signed_in"
    module = "search"
    serializer_class = SearchKindSerializer
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """All kinds, in the order of the tabs."""
        found: Any = sources_here()
        return self.get_paginated_response(SearchKindSerializer(self.paginate_queryset(found), many=True).data)
