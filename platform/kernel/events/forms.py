"""What the log can be asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.events.queries import Filters, kinds
from kernel.registry import manifests


class FilterForm(forms.Form):
    """The row of filters above the log; what cannot be read is left out and said."""

    text = forms.CharField(label=_("Text"), required=False, max_length=80)
    who = forms.UUIDField(label=_("Person"), required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What was done"), required=False)
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    address = forms.GenericIPAddressField(label=_("Address"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {manifest.slug: manifest.title for manifest in manifests()} | {
            manifest.label: manifest.title for manifest in manifests()
        }
        for name in ("text", "address"):
            self.fields[name].widget.attrs["placeholder"] = self.fields[name].label
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Everything")),
            *((str(titles.get(name) or name), rows) for name, rows in kinds().items()),
        ]

    def filters(self, *, subject_kind: str = "", subject: UUID | None = None) -> Filters:
        """What was asked for, as far as it can be read."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(**given, subject_kind=subject_kind, subject=subject)
