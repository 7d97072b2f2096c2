"""Signing up: an address proven by a code, a company and its address, an administrator. One row however often clicked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kernel.accounts import passwords
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.config.environment import environment
from kernel.events import record
from kernel.keys import uuid7
from kernel.notices import mail
from kernel.policies import Conflict, Invalid, require
from organization import pinyin
from provisioning import limits, names, slugs
from provisioning.events import SignUpBegun, SignUpSubmitted, SignUpVerified
from provisioning.models import AddressClaim, Asked, Creation, SignUp
from provisioning.policies import SignUpPolicy
from tenants.models import Domain, Tenant

CODE_LIFE = timedelta(minutes=15)
TRIES = 5
CODES = 6
AGAIN_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class Tried:
    """How a code fared: right, or why not."""

    right: bool
    words: str = ""


@act
def begin(key: str, *, by: Actor, language: str, now: datetime, keeps: Tenant | None = None) -> SignUp:
    """The sign-up of a session, made at the first call."""
    require(SignUpPolicy.go_on, None, by)
    signup, made = SignUp.objects.get_or_create(
        key=key, defaults={"began_at": now, "language": language, "address": by.address, "keeps": keeps}
    )
    if made:
        record(SignUpBegun, signup, by=by)
    elif signup.language != language and signup.state != SignUp.State.SUBMITTED:
        # The language was changed on the way: mails and the company follow.
        signup.language = language
        signup.save(update_fields=["language"])
    return signup


@act
def send_code(signup: SignUp, email: str, *, by: Actor, now: datetime, picture_read: bool = False) -> bool:
    """Mail a six-digit code; False when a picture must be read first.

    Raises Invalid at `email` for no address, a throw-away mailbox, or too many codes.
    """
    require(SignUpPolicy.go_on, signup, by)
    signup = SignUp.objects.select_for_update().get(pk=signup.pk)
    email = _email(email)
    if signup.is_verified:
        return True
    domain = email.rpartition("@")[2]
    verdict = limits.ask(now, start_address=by.address, start_email=email, start_domain=domain)
    if verdict.refused or signup.codes_sent >= CODES:
        raise Invalid({"email": [_("Too many codes were asked for. Please try again in an hour, or write to us.")]})
    if verdict.picture and not picture_read:
        return False
    last = signup.code_expires_at - CODE_LIFE if signup.code_expires_at else None
    if last is not None and signup.email == email and now - last < AGAIN_AFTER:
        return True
    code = f"{secrets.randbelow(1_000_000):06d}"
    signup.email, signup.state = email, SignUp.State.CODE
    signup.code_digest, signup.code_expires_at, signup.code_tries = _digest(signup, code), now + CODE_LIFE, 0
    signup.codes_sent += 1
    signup.save()
    count(now, start_address=by.address, start_email=email, start_domain=domain)
    words = mail.render_mail(
        "provisioning/mail/code", {"code": code, "minutes": CODE_LIFE.seconds // 60}, signup.language
    )
    mail.send(email, *words)
    return True


@act
def try_code(signup: SignUp, code: str, *, by: Actor, now: datetime) -> Tried:
    """Try a code. The try is counted whether right or not: keep the unit of work even when answering with an error."""
    require(SignUpPolicy.go_on, signup, by)
    signup = SignUp.objects.select_for_update().get(pk=signup.pk)
    if signup.is_verified:
        return Tried(True)
    if signup.code_expires_at is None or now > signup.code_expires_at:
        return Tried(False, _("This code is no longer valid. Have a new one sent."))
    if signup.code_tries >= TRIES:
        return Tried(False, _("Too many wrong codes. Have a new one sent."))
    signup.code_tries += 1
    right = hmac.compare_digest(signup.code_digest, _digest(signup, "".join(code.split())))
    if right:
        signup.state, signup.verified_at, signup.code_digest = SignUp.State.VERIFIED, now, ""
        record(SignUpVerified, signup, by=by)
    signup.save()
    return Tried(right, "" if right else _("That is not the code we sent. Look into the latest mail."))


@act
def name_company(signup: SignUp, *, by: Actor, company: str, slug: str) -> SignUp:
    """Note the company and the address wanted. Raises Invalid by field; the address is only taken at the end."""
    require(SignUpPolicy.go_on, signup, by)
    signup = _verified(signup)
    if signup.state == SignUp.State.SUBMITTED:
        return signup
    company, slug = names.clean(company), slugs.clean(slug)
    errors = {
        field: [words]
        for field, words in (("company", names.fault(company, 100)), ("slug", slug_fault(slug, signup)))
        if words
    }
    if errors:
        raise Invalid(errors)
    signup.company, signup.slug = company, slug
    signup.save()
    return signup


@act
def submit(signup: SignUp, *, by: Actor, admin_name: str, password: str, now: datetime) -> Creation:
    """Send it off: the address is taken, and the making of the site begins. Again: the same creation.

    Raises Invalid by field; Conflict when an earlier screen is missing.
    """
    require(SignUpPolicy.go_on, signup, by)
    signup = _verified(signup)
    if signup.state == SignUp.State.SUBMITTED:
        return signup.creation
    if not signup.company or not signup.slug:
        raise Conflict(_("First tell us the company's name and address."))
    admin_name = names.clean(admin_name)
    if words := names.fault(admin_name, 60):
        raise Invalid({"admin_name": [words]})
    signup.admin_name, signup.username = admin_name, _username(admin_name, signup.email)
    # Without a password of its own there is no old one to compare with, which would cost a hash.
    nobody = Account(username=signup.username, name=admin_name, email=signup.email, password=make_password(None))
    passwords.check(password, nobody)
    signup.password, signup.state = make_password(password), SignUp.State.SUBMITTED
    domain = f"{signup.slug}.{environment.base_domain}"
    _take_address(signup, now)
    creation = Creation(
        kind=Creation.Kind.KEEP if signup.keeps_id else Creation.Kind.SIGN_UP,
        signup=signup,
        tenant_id=signup.keeps_id,
        name=signup.company,
        domain=domain,
        began_at=now,
    )
    signup.save()
    creation.save(force_insert=True)
    record(SignUpSubmitted, signup, by=by, domain=domain)
    return creation


@act
def note_use(*, by: Actor, now: datetime, **who: str) -> None:
    """Count the use of a public form: note_use(by=…, now=…, demo_address=ip)."""
    require(SignUpPolicy.go_on, None, by)
    count(now, **who)


@act
def forget_old(*, by: Actor, now: datetime) -> int:
    """Forget the counts of yesterday and sign-ups that were never finished; answers how many rows."""
    require(SignUpPolicy.go_on, None, by)
    gone = Asked.objects.filter(at__lt=now - timedelta(days=2)).delete()[0]
    unfinished = SignUp.objects.filter(began_at__lt=now - timedelta(days=7), creation=None)
    return gone + unfinished.delete()[0]


def slug_fault(slug: str, signup: SignUp | None = None) -> str:
    """What is wrong with an address, whether it is taken included; empty when it can be had."""
    if words := slugs.fault(slug):
        return words
    taken = AddressClaim.objects.filter(skeleton=slugs.skeleton(slug))
    if signup is not None:
        taken = taken.exclude(signup=signup)
    if taken.exists() or Domain.objects.filter(domain=f"{slug}.{environment.base_domain}").exists():
        return _("This address, or one that looks like it, is taken.")
    return ""


def count(now: datetime, **who: str) -> None:
    """Count uses, by digest; part of an act."""
    Asked.objects.bulk_create(
        Asked(id=uuid7(), kind=kind, who=limits.digest(value), at=now) for kind, value in who.items() if value
    )


def _email(text: str) -> str:
    email = text.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid({"email": [_("This is not an e-mail address. It looks like name@company.cn.")]}) from None
    local, _at, domain = email.rpartition("@")
    email = f"{local}@{domain.lower()}"
    if limits.is_throwaway(email):
        raise Invalid(
            {"email": [_("Mailboxes that are thrown away soon cannot get you back in later. Please use your own.")]}
        )
    return email


def _digest(signup: SignUp, code: str) -> str:
    return hmac.new(
        settings.SECRET_KEY.encode(), f"{signup.pk}:{signup.email}:{code}".encode(), hashlib.sha256
    ).hexdigest()


def _verified(signup: SignUp) -> SignUp:
    signup = SignUp.objects.select_for_update().get(pk=signup.pk)
    if not signup.is_verified:
        raise Conflict(_("First prove your e-mail address."))
    return signup


def _username(name: str, email: str) -> str:
    spelt = "".join(letter for letter in pinyin.read(name).full if letter.isascii() and letter.isalnum())
    return (spelt or email.partition("@")[0])[:60].lower()


def _take_address(signup: SignUp, now: datetime) -> None:
    if words := slug_fault(signup.slug, signup):
        raise Invalid({"slug": [words]})
    claim = AddressClaim(slug=signup.slug, skeleton=slugs.skeleton(signup.slug), signup=signup, claimed_at=now)
    AddressClaim.objects.bulk_create([claim], ignore_conflicts=True)
    # Whoever was faster by a moment has the row now.
    if not AddressClaim.objects.filter(slug=signup.slug, signup=signup).exists():
        raise Invalid({"slug": [_("This address, or one that looks like it, is taken.")]})
