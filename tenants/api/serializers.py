"""What the API says about a tenant's own addresses, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tenants import domains
from tenants.models import DomainRequest


class DomainRequestSerializer(serializers.ModelSerializer[DomainRequest]):
    """An address asked for, and what proves it."""

    record_name = serializers.SerializerMethodField()
    record_value = serializers.SerializerMethodField()

    class Meta:
        model = DomainRequest
        fields = ("id", "domain", "requested_at", "checked_at", "problem", "leads_here", "verified_at", "record_name", "record_value")  # fmt: skip
        read_only_fields = fields

    def get_record_name(self, row: DomainRequest) -> str:
        """Where the text record is published."""
        return domains.record_name(row.domain)

    def get_record_value(self, row: DomainRequest) -> str:
        """What it holds."""
        return domains.record_value(row.token)


class NewDomain(serializers.Serializer[Any]):
    """The name to ask for."""

    domain = serializers.CharField(max_length=253)
