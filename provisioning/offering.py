"""What the public site says the product can do: only what works, each line with the capabilities that stand behind it.

A test holds every line to the acceptance catalogue and to a test that claims it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Capability:
    """One thing it does, in words for a reader who has never seen it; `ids` name it in the catalogue."""

    title: Any
    text: Any
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """Capabilities that belong together."""

    key: str
    title: Any
    text: Any
    lines: tuple[Capability, ...]


AREAS: tuple[Area, ...] = (
    Area(
        "organisation",
        _("Organisation"),
        _("From one office to a group of companies, as it really is."),
        (
            Capability(
                _("Group, units, departments"),
                _("Trees of any depth, several heads of a department, posts and levels."),
                ("ADM-01", "ADM-02"),
            ),
            Capability(
                _("People with more than one seat"),
                _("Main, secondary and concurrent posts; whoever acts, acts as one of them."),
                ("ADM-02", "ADM-03"),
            ),
            Capability(
                _("Reorganisations with a date"),
                _("Planned as a set of changes, looked at before they hold, applied on the day."),
                ("ADM-02",),
            ),
            Capability(
                _("In and out with Excel"),
                _("Ten thousand people from one file: preview, every fault with its row, all or nothing."),
                ("ADM-06",),
            ),
            Capability(
                _("Address book"),
                _("By department, or by name, pinyin and initials; on the phone as a card to keep."),
                ("PER-07",),
            ),
        ),
    ),
    Area(
        "rights",
        _("Rights"),
        _("Who may do what, and who may see whom."),
        (
            Capability(
                _("Roles and separate administrators"),
                _("System, group, unit and audit are kept apart; nobody switches the audit off."),
                ("ADM-04",),
            ),
            Capability(
                _("Work scope"),
                _("Who sees and reaches whom, by level and department; it holds in every list and interface."),
                ("ADM-05",),
            ),
            Capability(
                _("Switches and settings"),
                _("Set for the company, loosened or fixed for a unit, chosen by each person where that is left open."),
                ("ADM-07", "ADM-14"),
            ),
        ),
    ),
    Area(
        "day",
        _("Every day"),
        _("What people need open from morning to evening."),
        (
            Capability(
                _("Notices that reach people"),
                _("In the page, by mail and as a push, by kind; quiet hours and a daily digest."),
                ("PER-03",),
            ),
            Capability(
                _("Files"),
                _("Uploads that go on after a broken line, up to 5 GB; opened by short-lived signed links only."),
                ("SAAS-06",),
            ),
            Capability(
                _("Chinese and English, desk and phone"),
                _("Each person's own language; by keyboard and screen reader, too; light and dark."),
                ("PER-01",),
            ),
        ),
    ),
    Area(
        "safety",
        _("Safety"),
        _("What an auditor asks for first."),
        (
            Capability(
                _("Every company apart"),
                _("A database schema for each, bound to every single transaction; nothing is shared but code."),
                ("SAAS-05",),
            ),
            Capability(
                _("A second factor"),
                _("Apps and security keys, demanded by role; sessions listed and ended from afar."),
                ("ADM-16",),
            ),
            Capability(
                _("A log that cannot be rewritten"),
                _("Who, as whom, what, from where, before and after; chained, so that one changed byte shows."),
                ("ADM-11",),
            ),
        ),
    ),
    Area(
        "connections",
        _("Connections"),
        _("For the systems that are there already."),
        (
            Capability(
                _("Interface for programs"),
                _("Described by OpenAPI, with tokens per person, limits that say when to try again, idempotency keys."),
                ("SAAS-10",),
            ),
            Capability(
                _("Webhooks"),
                _("Signed, tried again for days, each delivery to be looked up and sent once more."),
                ("SAAS-10",),
            ),
        ),
    ),
)
