"""Endpoints of the files; each change is one act. No byte of a content passes here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.errors import shape
from kernel.api.viewsets import Endpoint, Resource, Single
from kernel.files import actions, queries, signing, store
from kernel.files.api import serializers as said
from kernel.files.models import File
from kernel.files.verdicts import REFUSALS
from kernel.preferences.policies import manages


class Files(Endpoint):
    """The list holds one's own files; by its id any file is there that one may read."""

    policy = "signed_in"
    module = "files"
    serializer_class = said.FileSerializer
    query_class = said.FileQuery

    def queryset_for(self, actor: Actor) -> Any:
        return queries.own(actor, **self.asked())

    def get_object(self) -> File:
        return queries.file(self.key, for_=self.actor)

    @extend_schema(request=said.NameSerializer, responses=said.FileSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename."""
        done = actions.rename_file(self.get_object(), by=self.actor, **self.sent(said.NameSerializer))
        return Response(said.FileSerializer(done).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Put into the bin; it can be restored for 30 days."""
        actions.delete_file(self.get_object(), by=self.actor)
        return Response(status=204)

    @extend_schema(request=None, responses=said.FileSerializer)
    @action(methods=["post"], detail=True, url_path="restoration")
    def restoration(self, request: Request, pk: str) -> Response:
        """Take out of the bin."""
        return Response(said.FileSerializer(actions.restore_file(self.get_object(), by=self.actor)).data)

    @extend_schema(parameters=[said.AddressQuery], responses=said.AddressSerializer)
    @action(methods=["get"], detail=True, url_path="address")
    def address(self, request: Request, pk: str) -> Response:
        """Where the content is fetched; asked for anew each time, for the right is asked each time."""
        parsed = said.AddressQuery(data=request.query_params.dict())
        parsed.is_valid(raise_exception=True)
        inline = parsed.validated_data.get("inline", False)
        url = signing.download(self.get_object(), for_=self.actor, inline=inline)
        return Response({"url": url, "expires_in": store.LIFE})


class Uploads(Resource):
    """Uploads: announced, sent to the store by signed addresses, finished. They go on after a cut."""

    policy = "signed_in"
    module = "files"
    serializer_class = said.UploadSerializer
    pagination_class = None

    def get_object(self) -> File:
        return queries.upload(self.key, for_=self.actor)

    @extend_schema(request=said.NewUploadSerializer, responses={201: said.BegunUploadSerializer})
    def create(self, request: Request) -> Response:
        """Announce a file; answers where its parts are sent."""
        given = self.sent(said.NewUploadSerializer)
        file = actions.start_upload(
            given["purpose"],
            by=self.actor,
            name=given["name"],
            size=given["size"],
            declared_type=given["type"],
            checksum=given["sha256"],
        )
        found = signing.addresses(file, for_=self.actor)
        return Response({**said.UploadSerializer(file).data, "parts": [asdict(one) for one in found]}, status=201)

    @extend_schema(responses=said.ArrivedUploadSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """How far it is: `arrived` are the parts that the store has whole."""
        file = self.get_object()
        arrived = signing.arrived(file, for_=self.actor)
        return Response({**said.UploadSerializer(file).data, "arrived": arrived})

    def destroy(self, request: Request, pk: str) -> Response:
        """Give it up."""
        actions.abort_upload(self.get_object(), by=self.actor)
        return Response(status=204)

    @extend_schema(request=said.NumbersSerializer, responses=said.PartsSerializer)
    @action(methods=["post"], detail=True, url_path="parts")
    def parts(self, request: Request, pk: str) -> Response:
        """Fresh addresses for parts; they live five minutes."""
        numbers = self.sent(said.NumbersSerializer)["numbers"]
        found = signing.addresses(self.get_object(), numbers or None, for_=self.actor)
        return Response({"parts": [asdict(one) for one in found]})

    @extend_schema(request=None, responses=said.FileSerializer)
    @action(methods=["post"], detail=True, url_path="completion")
    def completion(self, request: Request, pk: str) -> Response:
        """Finish: the file, or 422 with the reason for which its content was refused."""
        file = actions.complete_upload(self.get_object(), by=self.actor)
        if file.refused_for:
            words = str(REFUSALS[file.refused_for])
            # The refusal itself is kept, with its fact: this is no answer of a fault.
            return Response(shape("invalid", words, {"": [words]}), status=422)
        return Response(said.FileSerializer(file).data)


class Room(Single):
    """The company's room for files."""

    policy = staticmethod(manages)
    module = "files"
    serializer_class = said.RoomSerializer

    def show(self, request: Request) -> Response:
        """What is used, with what is promised to uploads under way, and the limit."""
        used, limit = queries.usage()
        return Response({"used": used, "limit": limit})
