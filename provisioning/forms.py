"""What the public forms take. The rules are the acts': these only shape what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.accounts.passwords import LONGEST
from provisioning import slugs


def _line(label: Any, longest: int, **options: Any) -> forms.CharField:
    attributes = {"spellcheck": "false", **options.pop("attrs", {})}
    return forms.CharField(label=label, max_length=longest, widget=forms.TextInput(attrs=attributes), **options)


class EmailForm(forms.Form):
    """An e-mail address, and what is read in the picture where one is asked for."""

    email = _line(
        _("E-mail address"),
        254,
        attrs={
            "type": "email",
            "autofocus": True,
            "inputmode": "email",
            "autocomplete": "email",
            "autocapitalize": "none",
        },
    )
    picture = _line(
        _("Characters in the picture"),
        12,
        required=False,
        attrs={"autocomplete": "off", "autocapitalize": "none"},
        help_text=_("Upper or lower case does not matter."),
    )


class CodeForm(forms.Form):
    """The six digits of the mail."""

    code = _line(
        _("Verification code"),
        12,
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "pattern": "[0-9 ]*"},
    )


class CompanyForm(forms.Form):
    """The company's name and the address it wants; `proposed` is the address that we last put there ourselves."""

    company = _line(
        _("Company name"),
        120,
        attrs={"autocomplete": "organization", "autofocus": True},
        help_text=_("As it is written on letters."),
    )
    slug = _line(
        _("Address of your site"),
        slugs.LONGEST + 40,
        attrs={"autocomplete": "off", "autocapitalize": "none", "inputmode": "url"},
    )
    proposed = forms.CharField(required=False, max_length=slugs.LONGEST, widget=forms.HiddenInput)


class AdministratorForm(forms.Form):
    """Whoever looks after the site at first. The password comes back with an error: nothing typed is lost."""

    admin_name = _line(_("Your name"), 80, attrs={"autocomplete": "name", "autofocus": True})
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"}, render_value=True),
    )


class KnownSiteForm(forms.Form):
    """The first part of a site's address."""

    site = _line(
        _("Address of your company's site"),
        253,
        attrs={"autocomplete": "off", "autocapitalize": "none", "inputmode": "url"},
    )
