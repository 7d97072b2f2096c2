"""What a request about addresses must look like; the rules themselves are the act's."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.policies import Invalid


class DomainForm(forms.Form):
    """The name."""

    domain = forms.CharField(
        label=_("Address"),
        max_length=253,
        help_text=_("A name below your own domain that is used for nothing else, such as office.example.cn."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def show(self, refused: Invalid) -> None:
        """Put an act's words at the fields they are about."""
        for field, words in refused.errors.items():
            for word in words:
                self.add_error(field if field in self.fields else None, str(word))
