"""Who may do what with forms. None of these rules asks the database: rights over a form's records come with it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from forms import functions, models
from kernel.actor import Actor
from kernel.policies import Policy, Verdict

Right = models.FormGrant.Right


class FormPolicy(Policy):
    """Designing; and with a form its rights: (form, the rights that the actor's principals have to it)."""

    noun = models.Form

    @staticmethod
    def design(actor: Actor, form: models.Form | None = None) -> Verdict:
        """Holders of the right."""
        return actor.may(functions.DESIGN) or str(_("Only form designers may do this. Ask your administrator."))

    @staticmethod
    def enter(actor: Actor, given: tuple[models.Form, frozenset[str]]) -> Verdict:
        """Whoever has been given the right, while the form is open."""
        form, rights = given
        if not form.is_open:
            return str(_("This form takes no new records now. Ask whoever looks after it."))
        if actor.person is None and actor.kind != "system":
            return str(_("Only a member of the company can fill in a form."))
        return actor.may(functions.MANAGE) or Right.ENTER in rights or str(_("You may not fill in this form."))

    @staticmethod
    def export(actor: Actor, given: tuple[models.Form, frozenset[str]]) -> Verdict:
        """Whoever has been given the right."""
        return actor.may(functions.MANAGE) or Right.EXPORT in given[1] or str(_("You may not export these records."))


class RecordPolicy(Policy):
    """One record with the rights to its form."""

    noun = models.Record

    @staticmethod
    def edit(actor: Actor, given: tuple[models.Record, frozenset[str]]) -> Verdict:
        """Its maker while it is a draft; afterwards whoever may change all. What belongs to a matter is changed there."""
        record, rights = given
        if record.matter is not None and actor.kind != "system":
            return str(_("This record belongs to a matter and is changed there."))
        if record.status == models.Record.Status.VOID:
            return str(_("This record is void and cannot be changed."))
        if actor.may(functions.MANAGE) or Right.EDIT in rights:
            return True
        if record.status == models.Record.Status.DRAFT and actor.person is not None and actor.person == record.starter:
            return True
        return str(_("You may not change this record."))


class SerialRulePolicy(Policy):
    """Numberings are designed with forms; numbers are voided by whoever looks after records."""

    noun = models.SerialRule

    @staticmethod
    def design(actor: Actor, rule: Any = None) -> Verdict:
        """Holders of the right to design."""
        return FormPolicy.design(actor)

    @staticmethod
    def void(actor: Actor, number: Any = None) -> Verdict:
        """Holders of the right to manage."""
        return actor.may(functions.MANAGE) or str(_("Only whoever looks after records may void numbers."))
