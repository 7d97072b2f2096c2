"""What the API says about webhooks, and what it takes. A secret is told once, never again."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from kernel.webhooks.models import Attempt, Delivery, Endpoint


class WebhookSerializer(serializers.ModelSerializer[Endpoint]):
    """An address that is told facts."""

    kinds = serializers.ListField(child=serializers.CharField(), read_only=True)
    is_paused = serializers.BooleanField(read_only=True)

    class Meta:
        model = Endpoint
        fields = ["id", "name", "url", "kinds", "is_paused", "created_at", "failing_since", "succeeded_at"]
        read_only_fields = fields


class MadeWebhookSerializer(WebhookSerializer):
    """A new endpoint with its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class WebhookChange(serializers.Serializer[Any]):
    """Name, address and the facts to tell."""

    name = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=2000)
    kinds = serializers.ListField(child=serializers.CharField(max_length=120), max_length=500)


class WebhookSecretSerializer(serializers.Serializer[Any]):
    """A new secret, which is shown this once."""

    secret = serializers.CharField(read_only=True)


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One call."""

    class Meta:
        model = Attempt
        fields = ["at", "status", "reason", "milliseconds"]
        read_only_fields = fields


class WebhookDeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One fact on its way to one endpoint."""

    state = serializers.ChoiceField(choices=("waiting", "delivered", "given_up"), read_only=True)

    class Meta:
        model = Delivery
        fields = [
            "id",
            "endpoint",
            "event",
            "kind",
            "state",
            "again_of",
            "created_at",
            "due_at",
            "attempts",
            "delivered_at",
            "given_up_at",
        ]
        read_only_fields = fields


class OneWebhookDeliverySerializer(WebhookDeliverySerializer):
    """A delivery with what was sent and each call."""

    calls = AttemptSerializer(many=True, read_only=True)

    class Meta(WebhookDeliverySerializer.Meta):
        fields = [*WebhookDeliverySerializer.Meta.fields, "body", "calls"]
        read_only_fields = fields


class DeliveryQuery(serializers.Serializer[Any]):
    """Which deliveries."""

    endpoint = serializers.UUIDField(required=False)
    kind = serializers.CharField(required=False, max_length=120)
    state = serializers.ChoiceField(required=False, choices=("waiting", "delivered", "given_up"))


class WebhookKindSerializer(serializers.Serializer[Any]):
    """A fact that can be told."""

    kind = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
