"""A company on its way in: what was typed, what was proven, and how the making of its site goes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from tenants.models import Tenant


class SignUp(KeyModel):
    """One sign-up, whatever the number of clicks, reloads and tabs: they share the session's `key`."""

    class State(models.TextChoices):
        """Screens one to three, then done."""

        EMAIL = "email", _("asked for an e-mail address")
        CODE = "code", _("code sent")
        VERIFIED = "verified", _("e-mail address proven")
        SUBMITTED = "submitted", _("site in the making")

    key = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.EMAIL)
    language = models.CharField(max_length=10, default="zh-hans")
    address = models.CharField(max_length=45, blank=True)
    email = models.EmailField(blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    company = models.CharField(max_length=100, blank=True)
    slug = models.CharField(max_length=40, blank=True)
    admin_name = models.CharField(max_length=60, blank=True)
    username = models.CharField(max_length=64, blank=True)
    #: A hash; emptied once the account has it.
    password = models.CharField(max_length=200, blank=True)
    keeps = models.ForeignKey(Tenant, on_delete=models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("sign-up")
        constraints = [models.UniqueConstraint(fields=["key"], name="signup_once_per_session")]
        indexes = [
            models.Index(fields=["began_at"], name="signup_began"),
        ]

    def __str__(self) -> str:
        return self.company or self.email or str(self.pk)

    @property
    def is_verified(self) -> bool:
        """Whether the e-mail address is proven."""
        return self.state in {self.State.VERIFIED, self.State.SUBMITTED}


class Creation(KeyModel):
    """The making of one site: which steps are done. Whoever finds it unfinished goes on with the next step."""

    class Kind(models.TextChoices):
        """Why."""

        SIGN_UP = "sign_up", _("sign-up")
        DEMO = "demo", _("demo")
        KEEP = "keep", _("demo kept as a trial")

    #: After so many failures only somebody who looks into it has it tried again.
    TRIES = 20

    kind = models.CharField(max_length=8, choices=Kind.choices)
    signup = models.OneToOneField(SignUp, on_delete=models.CASCADE, null=True, related_name="creation")
    tenant = models.ForeignKey(Tenant, on_delete=models.SET_NULL, null=True, related_name="creations")
    name = models.CharField(max_length=100)
    domain = models.CharField(max_length=253)
    account = models.UUIDField(null=True)
    steps = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("creation")
        constraints = [models.UniqueConstraint(fields=["domain"], name="creation_once_per_domain")]
        indexes = [models.Index(fields=["began_at"], name="creation_open", condition=models.Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.name} ({self.domain})"

    @property
    def last_error(self) -> str:
        """The last line of what went wrong."""
        return self.error.strip().rpartition("\n")[2]


class AddressClaim(KeyModel):
    """A name under our domain that is taken; `skeleton` is what it looks like, so that no twin gets beside it."""

    slug = models.CharField(max_length=40)
    skeleton = models.CharField(max_length=40)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, null=True, related_name="+")
    signup = models.ForeignKey(SignUp, on_delete=models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("address")
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="address_slug_once"),
            models.UniqueConstraint(fields=["skeleton"], name="address_skeleton_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class HandOver(KeyModel):
    """Leave to come from the public site to one's own, signed in: once, within a minute, at that tenant only."""

    digest = models.CharField(max_length=64, unique=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    account = models.UUIDField()
    goal = models.CharField(max_length=200, default="/")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("hand-over")

    def __str__(self) -> str:
        return str(self.pk)


class Asked(models.Model):
    """That somebody used a public form, counted for limits and forgotten after a day."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("use of a form")
        indexes = [models.Index(fields=["kind", "who", "at"], name="asked_who")]

    def __str__(self) -> str:
        return self.kind
