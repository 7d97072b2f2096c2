"""What a request about an endpoint must look like; the rules themselves are the act's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.webhooks import queries


class EndpointForm(forms.Form):
    """Name, address and the facts to tell."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What it is for, such as “Accounting”."))
    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        help_text=_("An https:// address of the other system that can be reached from the internet."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What is told"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each time one of these happens, the address is called within seconds."),
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["kinds"].choices = [(str(title), kinds) for title, kinds in queries.grouped()]  # type: ignore[attr-defined]
