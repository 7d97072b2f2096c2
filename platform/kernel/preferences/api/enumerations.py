"""Endpoints of the enumerations: kept by those who look after them, chosen from by everybody."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.paging import WholeList
from kernel.api.viewsets import Endpoint, Resource
from kernel.preferences import actions, queries
from kernel.preferences.models import Enumeration, EnumerationItem
from kernel.preferences.policies import manages


class EnumerationSerializer(serializers.ModelSerializer[Enumeration]):
    """A list, and how many items it has in use and retired."""

    active = serializers.IntegerField(read_only=True)
    retired = serializers.IntegerField(read_only=True)

    class Meta:
        model = Enumeration
        fields = ["key", "owner", "title_zh", "title_en", "note_zh", "note_en", "active", "retired"]
        read_only_fields = fields


class ItemSerializer(serializers.ModelSerializer[EnumerationItem]):
    """One thing to choose."""

    class Meta:
        model = EnumerationItem
        fields = ["id", "value", "label_zh", "label_en", "parent", "declared", "edited_at", "retired_at"]
        read_only_fields = fields


class WholeEnumerationSerializer(EnumerationSerializer):
    """A list with all its items, parents before children."""

    items = ItemSerializer(many=True, read_only=True)

    class Meta(EnumerationSerializer.Meta):
        fields = [*EnumerationSerializer.Meta.fields, "items"]
        read_only_fields = fields


class EnumerationWords(serializers.Serializer[Any]):
    """Title and note in both languages."""

    title_zh = serializers.CharField(max_length=80)
    title_en = serializers.CharField(max_length=80, allow_blank=True, default="")
    note_zh = serializers.CharField(max_length=300, allow_blank=True, default="")
    note_en = serializers.CharField(max_length=300, allow_blank=True, default="")


class NewEnumeration(EnumerationWords):
    """A new list; its key becomes own.<code>."""

    code = serializers.CharField(max_length=40)


class ItemWords(serializers.Serializer[Any]):
    """An item's words in both languages."""

    label_zh = serializers.CharField(max_length=80)
    label_en = serializers.CharField(max_length=80, allow_blank=True, default="")


class NewItem(ItemWords):
    """A new item; without a value its Chinese words are the value."""

    value = serializers.CharField(max_length=60, allow_blank=True, default="")
    parent = serializers.UUIDField(allow_null=True, default=None)  # type: ignore[assignment] # a field of that name


class OrderSerializer(serializers.Serializer[Any]):
    """Ids of items in the order wanted."""

    items = serializers.ListField(child=serializers.UUIDField(), max_length=5000)


class ChoiceQuery(serializers.Serializer[Any]):
    """Of which list, and below which value ("" for the top level)."""

    enumeration = serializers.CharField(max_length=80)
    parent = serializers.CharField(required=False, max_length=60, allow_blank=True)  # type: ignore[assignment]


class ChoiceSerializer(serializers.Serializer[Any]):
    """A value with its words in the language of the request."""

    value = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment] # a field of that name


class Enumerations(Endpoint):
    """The lists that forms choose from."""

    policy = staticmethod(manages)
    module = "preferences"
    serializer_class = EnumerationSerializer
    ordering = ("owner", "key")
    lookup_value_regex = r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*"

    def queryset_for(self, actor: Actor) -> Any:
        return queries.enumerations_visible_to(actor)

    def get_object(self) -> Enumeration:
        return queries.enumeration(self.kwargs["pk"], for_=self.actor)

    @extend_schema(responses=WholeEnumerationSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One list with its items."""
        return self._shown(self.get_object())

    @extend_schema(request=NewEnumeration, responses={201: WholeEnumerationSerializer})
    def create(self, request: Request) -> Response:
        """Make a list of the company's own."""
        given = self.sent(NewEnumeration)
        made = actions.make_enumeration(given.pop("code"), by=self.actor, **given)
        return self._shown(queries.enumeration(made.key, for_=self.actor), 201)

    @extend_schema(request=EnumerationWords, responses=WholeEnumerationSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change title and note."""
        return self._shown(actions.edit_enumeration(self.get_object(), by=self.actor, **self.sent(EnumerationWords)))

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a list of the company's own that nobody uses."""
        actions.delete_enumeration(self.get_object(), by=self.actor)
        return Response(status=204)

    @extend_schema(request=NewItem, responses={201: ItemSerializer})
    @action(methods=["post"], detail=True, url_path="items")
    def add(self, request: Request, pk: str) -> Response:
        """Add an item at the end of its siblings."""
        given = self.sent(NewItem)
        above = given.pop("parent")
        parent = queries.item(above, for_=self.actor) if above else None
        made = actions.add_item(self.get_object(), by=self.actor, parent=parent, **given)
        return Response(ItemSerializer(made).data, status=201)

    @extend_schema(request=OrderSerializer, responses=WholeEnumerationSerializer)
    @action(methods=["post"], detail=True, url_path="order")
    def order(self, request: Request, pk: str) -> Response:
        """Put the items into an order."""
        found = self.get_object()
        actions.order_items(found, by=self.actor, **self.sent(OrderSerializer))
        return self._shown(found)

    def _shown(self, found: Enumeration, status: int = 200) -> Response:
        items = [one for one, _depth in queries.lines(found)]
        told = {**EnumerationSerializer(found).data, "items": ItemSerializer(items, many=True).data}
        return Response(told, status=status)


class Items(Resource):
    """Items, each by its id."""

    policy = staticmethod(manages)
    module = "preferences"
    serializer_class = ItemSerializer
    pagination_class = None

    def get_object(self) -> EnumerationItem:
        return queries.item(self.key, for_=self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One item."""
        return Response(ItemSerializer(self.get_object()).data)

    @extend_schema(request=ItemWords, responses=ItemSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change its words; its value stays, for records keep it."""
        done = actions.edit_item(self.get_object(), by=self.actor, **self.sent(ItemWords))
        return Response(ItemSerializer(done).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete an item that nobody uses."""
        actions.delete_item(self.get_object(), by=self.actor)
        return Response(status=204)

    @extend_schema(request=None, responses=ItemSerializer)
    @action(methods=["post"], detail=True, url_path="retirement")
    def retirement(self, request: Request, pk: str) -> Response:
        """Offer it no more; records that have it keep it."""
        return Response(ItemSerializer(actions.retire_item(self.get_object(), by=self.actor)).data)

    @extend_schema(request=None, responses=ItemSerializer)
    @action(methods=["post"], detail=True, url_path="restoration")
    def restoration(self, request: Request, pk: str) -> Response:
        """Offer it again."""
        return Response(ItemSerializer(actions.restore_item(self.get_object(), by=self.actor)).data)


class Choices(Resource):
    """What a form offers, for everybody who is signed in."""

    policy = "signed_in"
    module = "preferences"
    serializer_class = ChoiceSerializer
    query_class = ChoiceQuery
    pagination_class = WholeList

    def list(self, request: Request) -> Response:
        """The items of a list that are in use, in order."""
        asked = self.asked()
        found: Any = [
            {"value": value, "label": label}
            for value, label in queries.choices(asked["enumeration"], parent=asked.get("parent"))
        ]
        return self.get_paginated_response(ChoiceSerializer(self.paginate_queryset(found), many=True).data)
