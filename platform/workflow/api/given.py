"""What the API takes for matters, tasks and agents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from workflow.api.sound import Values

_PEOPLE = 200


class Rev(serializers.Serializer[Any]):
    """`rev`: the matter as it was seen; if it has gone on since, the answer is 409 and nothing happens."""

    rev = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class Reasoned(Rev):
    """An act that everybody concerned reads the reason of."""

    reason = serializers.CharField(max_length=2000)


class Chosen(serializers.DictField):
    """People chosen for later steps: step key → ids."""

    child = serializers.ListField(child=serializers.UUIDField(), max_length=_PEOPLE)


class NewMatter(serializers.Serializer[Any]):
    """A matter to send."""

    process = serializers.UUIDField()
    title = serializers.CharField(max_length=200)
    values = Values(required=False, default=dict)
    handlers = Chosen(required=False, default=dict)


class Resubmission(Rev):
    """A draft to send again."""

    values = Values(required=False, default=dict)


class Revocation(Reasoned):
    """`to_draft`: it can be changed and sent again."""

    to_draft = serializers.BooleanField(default=False)


class Jump(Reasoned):
    """Which arrival goes to which step, and perhaps to whom."""

    arrival = serializers.UUIDField()
    target = serializers.CharField(max_length=120)
    people = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=_PEOPLE)


class Redo(Reasoned):
    """Beside which arrival another branch is to be done again, from which step on."""

    arrival = serializers.UUIDField()
    target = serializers.CharField(max_length=120)


class Retry(Rev):
    """Which blocked arrival is tried again; with people named, or values put right."""

    arrival = serializers.UUIDField()
    people = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=_PEOPLE)
    values = Values(required=False, default=dict)


class Reopening(Reasoned):
    """At which step an ended matter goes on."""

    target = serializers.CharField(max_length=120)


class HandOver(serializers.Serializer[Any]):
    """Whose open tasks go to whom."""

    giver = serializers.UUIDField()
    taker = serializers.UUIDField()
    reason = serializers.CharField(max_length=2000)


class Circulation(serializers.Serializer[Any]):
    """Who is to know of it."""

    people = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=_PEOPLE)


class Decision(Rev):
    """What is said about a task."""

    result = serializers.ChoiceField(choices=["agree", "disagree", "abstain"])
    opinion = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    values = Values(required=False, default=dict)
    handlers = Chosen(required=False, default=dict)


class Return(Reasoned):
    """To which step; `come_back`: straight here afterwards, else step by step again."""

    target = serializers.CharField(max_length=120)
    come_back = serializers.BooleanField(default=False)
    same_people = serializers.BooleanField(default=True)


class Signers(Rev):
    """Who is asked, and how: before me, after my yes, with me, beside me with voices of their own, or for advice."""

    how = serializers.ChoiceField(choices=["before", "after", "with", "beside", "ask"])
    people = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=_PEOPLE)
    mode = serializers.ChoiceField(choices=["all", "any", "serial"], default="all")
    opinion = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class Transfer(Rev):
    """To whom a task is passed on for good."""

    to = serializers.UUIDField()
    opinion = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class Remark(serializers.Serializer[Any]):
    """A remark about a copy."""

    remark = serializers.CharField(max_length=500, required=False, allow_blank=True)


class NewAgent(serializers.Serializer[Any]):
    """An agent for a time. Without `principal`: for oneself. `processes` empty: for all."""

    principal = serializers.UUIDField(required=False)
    agent = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    processes = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=200)


class MatterQuery(serializers.Serializer[Any]):
    """Which matters."""

    whose = serializers.ChoiceField(
        choices=["sent", "managed", "all"],
        required=False,
        help_text="sent: one's own (as without it); all: all one may see.",
    )
    process = serializers.UUIDField(required=False)
    status = serializers.ChoiceField(
        choices=[
            "draft",
            "running",
            "approved",
            "rejected",
            "revoked",
            "terminated",
            "suspended",
            "blocked",
            "open",
            "ended",
        ],
        required=False,
    )
    starter = serializers.UUIDField(required=False)
    q = serializers.CharField(required=False, max_length=80, help_text="Part of the title.")


class TaskQuery(serializers.Serializer[Any]):
    """Which tasks."""

    process = serializers.UUIDField(required=False)
    q = serializers.CharField(required=False, max_length=80, help_text="Part of the title.")
    late = serializers.BooleanField(
        required=False, help_text="Only those whose deadline has passed, or only the others."
    )


class CopyQuery(serializers.Serializer[Any]):
    """Which copies."""

    unread = serializers.BooleanField(required=False)
