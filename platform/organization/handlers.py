"""What follows from the organisation's facts: people are told, and the search reads again what came in bulk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.events import Event, on
from kernel.notices import NoticeKind
from kernel.notices.actions.telling import notify
from kernel.scope import after_commit_outside, current
from kernel.search.tasks import rebuild
from organization import notices, workbooks  # noqa: F401 - workbooks: the purpose is known from the start
from organization.addresses import address
from organization.models import Administrator, ChangeSet, ImportRun, Position, RoleGrant
from organization.search import SOURCES


@on("organization.person.invited")
def invite(event: Event) -> None:
    """The way in, by mail."""
    words = {"sign_in": (event.after or {}).get("sign_in", "")}
    notify(
        notices.Invited, to=[f"person:{event.subject_id}"], source=event.id, words=words, url=address("accounts:forgotten"),
        title=_("Your sign-in is ready"),
        body=_("Your sign-in name is %(sign_in)s. Open the link, give this name, and you get a mail to choose a password."),
    )  # fmt: skip


@on("organization.position.taken")
def tell_taken(event: Event) -> None:
    """A further post; a first one comes with the invitation."""
    seat = _seat(event)
    if seat is not None and seat.kind != Position.Kind.MAIN:
        _tell_holder(event, notices.PositionTaken, _("You have another post: %(seat)s"), seat.label)


@on("organization.position.moved")
def tell_moved(event: Event) -> None:
    """Another main post, or a correction of one."""
    seat = _seat(event)
    if seat is not None:
        _tell_holder(event, notices.PositionMoved, _("Your post is now: %(seat)s"), seat.label)


@on("organization.position.ended")
def tell_ended(event: Event) -> None:
    """A post that ended."""
    _tell_holder(event, notices.PositionEnded, _("Your post has ended: %(seat)s"), event.subject_label)


@on("organization.person.handed_over")
def tell_taker(event: Event) -> None:
    """Whoever takes over learns it."""
    notify(
        notices.HandedOver, to=[f"person:{event.data['taker']}"], source=event.id, words={"giver": event.subject_label},
        title=_("You take over what was %(giver)s's"), url=address("organization:card", event.subject_id),
        body=_("What was waiting for %(giver)s comes to you from now on."),
    )  # fmt: skip


@on("organization.administrator.appointed")
def tell_appointed(event: Event) -> None:
    """Whoever was appointed."""
    _tell_administrator(event, notices.Appointed, _("You are made: %(kind)s"))


@on("organization.administrator.revoked")
def tell_revoked(event: Event) -> None:
    """Whoever is it no more."""
    _tell_administrator(event, notices.Revoked, _("You are no longer: %(kind)s"))


@on("organization.role.granted")
def tell_role(event: Event) -> None:
    """A role that was given to a person by name; what comes with a post or a department comes unsaid."""
    principal = str(event.data.get("principal", ""))
    if (
        principal.startswith("person:")
        and RoleGrant.objects.filter(principal=principal, role=event.subject_id).exists()
    ):
        title = _("You are given the role %(role)s")
        notify(notices.RoleGiven, to=[principal], source=event.id, words={"role": event.subject_label}, title=title)


@on("organization.changeset.refused")
def tell_refused(event: Event) -> None:
    """The group's administrators, for somebody has to look at it."""
    if ChangeSet.objects.filter(pk__in=[event.subject_id]).exists():
        notify(
            notices.ChangeRefused, to=_group_administrators(), source=event.id, words={"name": event.subject_label},
            title=_("“%(name)s” could not be applied"), body=str(event.data.get("why", "")).replace("%", "%%"),
            url=address("organization:changeset", event.subject_id),
        )  # fmt: skip


@on("organization.import.applied")
def tell_imported(event: Event) -> None:
    """Whoever sent the file; and the search reads everything of ours again, for an import tells of no single thing."""
    _read_again(*(source.kind for source in SOURCES))
    _tell_importer(event, notices.ImportDone, _("%(file)s is imported"))


@on("organization.import.failed")
def tell_failed(event: Event) -> None:
    """Whoever sent the file."""
    _tell_importer(event, notices.ImportFailed, _("%(file)s could not be imported"))


@on("organization.group.edited")
def read_founded(event: Event) -> None:
    """A company that was founded or filled at one blow is read by the search at one blow."""
    if (event.after or {}).get("source") in {"founding", "showcase"}:
        _read_again()


def _read_again(*kinds: str) -> None:
    here = current()
    after_commit_outside(lambda: rebuild.send(here, *kinds))


def _seat(event: Event) -> Position | None:
    rows = Position.objects.select_related("unit", "department", "post")
    return rows.filter(pk__in=[event.subject_id], ended_on=None).first()


def _tell_holder(event: Event, kind: NoticeKind, title: object, seat: str) -> None:
    person = event.data.get("person")
    if not person or str(event.actor_person) == person:
        return
    url = address("organization:card", person)
    notify(kind, to=[f"person:{person}"], source=event.id, words={"seat": seat}, title=title, url=url)


def _tell_administrator(event: Event, kind: NoticeKind, title: object) -> None:
    row = Administrator.objects.select_related("unit").filter(pk__in=[event.subject_id]).first()
    if row is None or row.person_id == event.actor_person:
        return
    words = {"kind": _Titled(row)}
    notify(kind, to=[f"person:{row.person_id}"], source=event.id, words=words, title=title, url="/")


class _Titled:
    """An appointment in whatever language is spoken when it is read out."""

    def __init__(self, row: Administrator) -> None:
        self.row = row

    def __str__(self) -> str:
        kind = str(self.row.get_kind_display())
        return f"{kind} ({self.row.unit})" if self.row.unit else kind


def _tell_importer(event: Event, kind: NoticeKind, title: object) -> None:
    run = ImportRun.objects.defer("sheets").filter(pk__in=[event.subject_id]).first()
    if run is None or run.account is None:
        return
    url = address("organization:import_run", run.pk)
    notify(kind, to=[f"account:{run.account}"], source=event.id, words={"file": run.file_name}, title=title, url=url)


def _group_administrators() -> list[str]:
    rows = Administrator.objects.filter(kind=Administrator.Kind.GROUP, revoked_at=None)
    return [f"person:{key}" for key in rows.values_list("person_id", flat=True)]
