"""Which forms, records and numbers; and one by its id."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from forms import functions
from forms.models import Form, FormGrant, FormVersion, Record, RecordChange, SerialIssued, SerialRule
from kernel.actor import Actor
from kernel.policies import NotFound

Right = FormGrant.Right


def _granted(actor: Actor, *rights: str) -> Exists:
    return Exists(
        FormGrant.objects.filter(form=OuterRef("pk"), principal__in=sorted(actor.principals), right__in=rights)
    )


def forms_visible_to(actor: Actor) -> QuerySet[Form]:
    """The forms somebody has to do with: all of them for designers and managers, else those with a right to them."""
    rows = Form.objects.select_related("current").order_by("name")
    if actor.may(functions.DESIGN) or actor.may(functions.MANAGE):
        return rows
    return rows.filter(_granted(actor, *Right.values), current__isnull=False)


def form(key: UUID, *, for_: Actor) -> Form:
    """One form. Raises NotFound."""
    found = forms_visible_to(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def form_by_key(key: str) -> Form | None:
    """A form by its own key, for links and publishing, whoever asks."""
    return Form.objects.select_related("current").filter(key=key).first()


def enterable(actor: Actor) -> QuerySet[Form]:
    """The forms somebody may fill in."""
    rows = Form.objects.filter(current__isnull=False, stopped_at=None).order_by("name")
    return rows if actor.may(functions.MANAGE) else rows.filter(_granted(actor, Right.ENTER))


def rights_to(of: Form, actor: Actor) -> frozenset[str]:
    """What an actor's principals may do with the records of a form. One query."""
    rows = FormGrant.objects.filter(form=of, principal__in=sorted(actor.principals))
    return frozenset(rows.values_list("right", flat=True))


def grants(of: Form) -> QuerySet[FormGrant]:
    """Who may do what, for whoever may design the form."""
    return FormGrant.objects.filter(form=of).order_by("principal", "right")


def versions(of: Form) -> QuerySet[FormVersion]:
    """The published versions, newest first."""
    return FormVersion.objects.filter(form=of).order_by("-number")


def visible_to(actor: Actor) -> QuerySet[Record]:
    """The records somebody may look at: their own, and all of forms that they may see, change or export.

    What belongs to a matter its sender sees there, under the mask of the step they are at.
    """
    rows = Record.objects.filter(deleted_at=None).select_related("form", "version")
    if actor.may(functions.MANAGE):
        return rows
    seen = FormGrant.objects.filter(
        form=OuterRef("form"), principal__in=sorted(actor.principals), right__in=[Right.SEE, Right.EDIT, Right.EXPORT]
    )
    own = Q(starter=actor.person, matter=None) if actor.person is not None else Q(pk__in=())
    return rows.filter(own | Exists(seen))


def records_of(of: Form, *, for_: Actor) -> QuerySet[Record]:
    """The records of one form that somebody may look at, newest first."""
    return visible_to(for_).filter(form=of).order_by("-id")


def record(key: UUID, *, for_: Actor) -> Record:
    """One record with its form and version. Raises NotFound."""
    found = visible_to(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def changes(of: Record) -> QuerySet[RecordChange]:
    """Every change, newest first."""
    return RecordChange.objects.filter(record=of).order_by("-rev", "id")


def rules(actor: Actor) -> QuerySet[SerialRule]:
    """The numberings, for designers and managers."""
    if actor.may(functions.DESIGN) or actor.may(functions.MANAGE):
        return SerialRule.objects.order_by("name")
    return SerialRule.objects.none()


def numbers(actor: Actor) -> QuerySet[SerialIssued]:
    """The numbers that were given, newest first, for managers."""
    rows = SerialIssued.objects.select_related("rule", "record").order_by("-id")
    return rows if actor.may(functions.MANAGE) else rows.none()


def number(key: UUID, *, for_: Actor) -> SerialIssued:
    """One number. Raises NotFound."""
    found = numbers(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found
