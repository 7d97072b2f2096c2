"""What the pages about accounts take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Account
from kernel.accounts.passwords import LONGEST
from kernel.api.scopes import known_scopes
from kernel.registry import manifests


def _password(label: Any, complete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete, "spellcheck": "false"}, render_value=True)
    return forms.CharField(label=label, strip=False, max_length=LONGEST, widget=widget, **options)


class SignInForm(forms.Form):
    """Name and password, and what is read in the picture where one is asked for."""

    identifier = forms.CharField(
        label=_("Sign-in name, phone or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username webauthn",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = _password(_("Password"), "current-password")
    picture = forms.CharField(
        label=_("Characters in the picture"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Upper or lower case does not matter."),
    )


class CodeForm(forms.Form):
    """A code of the app, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
    )


class ForgottenForm(forms.Form):
    """Who has forgotten the password."""

    identifier = forms.CharField(
        label=_("Sign-in name, phone or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )


class NewPasswordForm(forms.Form):
    """A new password, typed once: it can be shown, and the way back by mail is short."""

    new = _password(_("New password"), "new-password")


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    old = _password(_("Present password"), "current-password", required=False)
    field_order = ["old", "new"]


class ConfirmForm(forms.Form):
    """The password once more, before something weighty."""

    password = _password(_("Password"), "current-password")


class KeyForm(forms.Form):
    """A security key: what it is called, and what the browser answered for it."""

    name = forms.CharField(
        label=_("Name of the key"), max_length=60, required=False, help_text=_("For example: blue key at the office")
    )
    answer = forms.CharField(widget=forms.HiddenInput, required=False)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """How others see me, and in which language I read."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser")), *settings.LANGUAGES]
    )

    class Meta:
        model = Account
        fields = ("name", "email", "phone", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def _post_clean(self) -> None:
        """Nothing is put on the account here: the act does that, and its rules are the ones that hold."""


class TokenForm(forms.Form):
    """A token to make."""

    name = forms.CharField(label=_("What uses it"), max_length=80, help_text=_("For example: report robot"))
    days = forms.TypedChoiceField(
        label=_("Lasts"), coerce=int, initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("a year"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("What it may do"), choices=scopes_in_words(), widget=forms.CheckboxSelectMultiple,
            help_text=_("Never more than you may yourself."),
        )  # fmt: skip


def scopes_in_words() -> list[tuple[str, str]]:
    """Every scope with what it opens: one part of the product, or all of it."""
    titles = {manifest.slug: manifest.title for manifest in manifests()} | {"*": _("Everything")}
    verbs = {"read": _("%(part)s: look"), "write": _("%(part)s: look and change")}
    parted = [(scope, *scope.split(":")) for scope in known_scopes()]
    return [(scope, str(verbs[verb]) % {"part": titles.get(part) or part}) for scope, part, verb in parted]
