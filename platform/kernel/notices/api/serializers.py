"""What the API says about notices, and what it takes."""

from __future__ import annotations

from datetime import time
from typing import Any

from rest_framework import serializers

from kernel.notices.kinds import CHANNELS
from kernel.notices.models import Notice, Rhythm, Subscription


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """A notice; `url` is a path of the same host."""

    class Meta:
        model = Notice
        fields = ("id", "kind", "title", "body", "url", "at", "read_at")
        read_only_fields = fields


class NoticeQuery(serializers.Serializer[Any]):
    """Which notices."""

    unread = serializers.BooleanField(required=False, help_text="Only those that are not read yet.")
    kind = serializers.CharField(required=False, max_length=120, help_text="Only those of one kind.")


class ReadingSerializer(serializers.Serializer[Any]):
    """Which notices are marked read: all, or those of a kind."""

    kind = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")


class CountSerializer(serializers.Serializer[Any]):
    """How many."""

    count = serializers.IntegerField(read_only=True)


class UnreadSerializer(serializers.Serializer[Any]):
    """How many notices are unread, counted to a hundred."""

    unread = serializers.IntegerField(read_only=True)


class NoticeKindSerializer(serializers.Serializer[Any]):
    """A kind of notice, and by which channels the actor wants it besides the page."""

    key = serializers.CharField(source="kind.key", read_only=True)
    title = serializers.CharField(source="kind.title", read_only=True)
    group = serializers.CharField(source="kind.group", read_only=True)
    urgent = serializers.BooleanField(source="kind.urgent", read_only=True)
    channels = serializers.SerializerMethodField()

    def get_channels(self, wish: Any) -> dict[str, bool]:
        """Channel by channel: mail, push."""
        return dict(wish.channels)


class WantedSerializer(serializers.Serializer[Any]):
    """A kind that comes by a channel."""

    kind = serializers.CharField(max_length=120)
    channel = serializers.ChoiceField(choices=CHANNELS)


class WishesSerializer(serializers.Serializer[Any]):
    """How somebody likes to be told: `wanted` are all pairs that are on."""

    wanted = WantedSerializer(many=True)
    digest = serializers.ChoiceField(choices=Rhythm.Digest.choices)
    daily_at = serializers.TimeField(default=time(8, 30))
    quiet_from = serializers.TimeField(allow_null=True, default=None)
    quiet_until = serializers.TimeField(allow_null=True, default=None)


class BrowserSerializer(serializers.ModelSerializer[Subscription]):
    """A browser that push notices go to. Its keys are never told."""

    class Meta:
        model = Subscription
        fields = ("id", "device", "made_at")
        read_only_fields = fields


class NewBrowserSerializer(serializers.Serializer[Any]):
    """What a browser answered when it subscribed."""

    endpoint = serializers.CharField(max_length=1000)
    p256dh = serializers.CharField(max_length=120)
    auth = serializers.CharField(max_length=40)
    device = serializers.CharField(max_length=200, allow_blank=True, default="")
