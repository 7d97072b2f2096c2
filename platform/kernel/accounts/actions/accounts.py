"""Making accounts, changing a profile, switching off and on."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kernel.accounts import events, sessions
from kernel.accounts.actions import counting
from kernel.accounts.models import Account, Tally
from kernel.accounts.policies import AccountPolicy
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require

_PHONE = re.compile(r"^\+?[0-9]{5,20}$")


def clean_phone(text: str) -> str:
    """A telephone number without blanks and dashes. Raises Invalid at `phone`."""
    number = re.sub(r"[\s().-]", "", text)
    if number and not _PHONE.match(number):
        raise Invalid({"phone": [_("A phone number has 5 to 20 digits, with + before a country code.")]})
    return number


@act
def create_account(
    username: str,
    *,
    by: Actor,
    name: str = "",
    email: str = "",
    phone: str = "",
    language: str = "",
    password: str | None = None,
    must_change_password: bool = False,
) -> Account:
    """Make an account; without a password nobody can sign in until one is set. Raises Invalid by field."""
    require(AccountPolicy.manage, None, by)
    account = Account(
        name=name.strip()[:100],
        language=language,
        must_change_password=must_change_password,
    )
    _set_identifiers(account, username=username, email=email, phone=phone)
    if password is None:
        account.set_unusable_password()
    else:
        from kernel.accounts import passwords

        passwords.check(password, account)
        account.set_password(password)
    account.save(force_insert=True)
    record(events.AccountCreated, account, by=by, after=_profile(account))
    return account


@act
def change_profile(
    account: Account,
    *,
    by: Actor,
    name: str | None = None,
    language: str | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> Account:
    """Change what is shown of oneself, and where one is reached. What is None stays. Raises Invalid by field."""
    require(AccountPolicy.own, account, by)
    before = _profile(account)
    if (email is not None and email.strip() != account.email) or (
        phone is not None and clean_phone(phone) != account.phone
    ):
        require(AccountPolicy.secure, account, by)
        _set_identifiers(
            account,
            username=account.username,
            email=account.email if email is None else email,
            phone=account.phone if phone is None else phone,
        )
    if name is not None:
        if not name.strip():
            raise Invalid({"name": [_("A name is needed: it is how others see you.")]})
        account.name = name.strip()[:100]
    if language is not None:
        account.language = language
    after = _profile(account)
    if after == before:
        return account
    account.save(update_fields=["name", "language", "email", "phone"])
    changed = {key for key in after if after[key] != before[key]}
    record(
        events.AccountChanged,
        account,
        by=by,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
    return account


@act
def deactivate(account: Account, *, by: Actor, reason: str = "") -> int:
    """Nobody signs in as this account any more, and whoever is signed in as it is out with their next request;
    answers how many sessions ended. Raises Conflict when it is off already."""
    require(AccountPolicy.manage_other, account, by)
    if not Account.objects.select_for_update().get(pk=account.pk).is_active:
        raise Conflict(_("This account is switched off already."))
    ended = sessions.switch_off(account.pk)
    account.refresh_from_db()
    record(events.AccountDeactivated, account, by=by, reason=reason, sessions=ended)
    return ended


@act
def reactivate(account: Account, *, by: Actor) -> Account:
    """Let an account sign in again. Raises Conflict when it may already."""
    require(AccountPolicy.manage_other, account, by)
    if Account.objects.select_for_update().get(pk=account.pk).is_active:
        raise Conflict(_("This account is switched on already."))
    sessions.switch_on(account.pk)
    account.refresh_from_db()
    record(events.AccountReactivated, account, by=by)
    return account


@act
def unlock(account: Account, *, by: Actor) -> None:
    """Take off the lock that wrong tries put on an account, at its password and at its second factor."""
    require(AccountPolicy.manage_other, account, by)
    counting.clear(**{Tally.Kind.ACCOUNT: account.pk, Tally.Kind.CODE: account.pk})
    record(events.AccountUnlocked, account, by=by)


def _profile(account: Account) -> dict[str, str]:
    return {
        "sign_in": account.username,
        "name": account.name,
        "email": account.email,
        "phone": account.phone,
        "language": account.language,
    }


def _set_identifiers(account: Account, *, username: str, email: str, phone: str) -> None:
    """Each of the three finds one account only, also across: nobody's name may be another's phone."""
    errors: dict[str, list[object]] = {}
    username, email = username.strip(), email.strip()
    if not username or len(username) > 64 or any(char.isspace() for char in username):
        errors["username"] = [_("A sign-in name has 1 to 64 characters and no spaces.")]
    try:
        if email:
            validate_email(email)
    except ValidationError:
        errors["email"] = [_("This does not look like an e-mail address.")]
    phone = clean_phone(phone)
    others = Account.objects.exclude(pk=account.pk)
    for field, text in (("username", username), ("email", email), ("phone", phone)):
        if text and field not in errors and _taken(others, text):
            errors[field] = [_("This is taken by another account. Choose another one.")]
    if errors:
        raise Invalid(errors)
    account.username, account.email, account.phone = username, email, phone


def _taken(others: object, text: str) -> bool:
    from django.db.models import Q

    found = others.filter(Q(username__iexact=text) | Q(email__iexact=text) | Q(phone=text))  # type: ignore[attr-defined]
    return bool(found.exists())
