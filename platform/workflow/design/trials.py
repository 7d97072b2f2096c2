"""The form of a trial: a sender, and values in lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from organization.forms import pick
from workflow.design.sections import Pairs


class TrialForm(forms.Form):
    """Who sends it, with which values."""

    values = Pairs(label=_("Values"), of_json=True, help_text=_("One a line: name = value, such as: amount = 6000"))

    def __init__(self, actor: Actor, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="trial_%s", **options)
        self.fields["starter"] = pick("person", actor, _("Sender"), required=True)
        self.order_fields(["starter", "values"])
