"""What is said about accounts, passwords, second factors and sessions."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

AccountCreated = fact("accounts.account.created", _("Account made"))
AccountChanged = fact("accounts.account.changed", _("Profile changed"))
AccountDeactivated = fact("accounts.account.deactivated", _("Account switched off"), fields=("reason", "sessions"))
AccountReactivated = fact("accounts.account.reactivated", _("Account switched on again"))
AccountLocked = fact(
    "accounts.account.locked", _("Sign-in locked after wrong tries"), fields=("kind", "until", "count")
)
AccountUnlocked = fact("accounts.account.unlocked", _("Lock taken off"))

PasswordChanged = fact("accounts.password.changed", _("Password changed"), fields=("sessions",))
PasswordSet = fact("accounts.password.set", _("Password set by an administrator"), fields=("must_change", "sessions"))
PasswordChangeRequired = fact("accounts.password.required", _("New password demanded"))
PasswordResetAsked = fact("accounts.password.asked", _("Password link asked for"))
PasswordReset = fact("accounts.password.reset", _("Password reset by mail"), fields=("sessions",))

FactorAdded = fact("accounts.factor.added", _("Second factor added"), fields=("type", "name"))
FactorRemoved = fact("accounts.factor.removed", _("Second factor removed"), fields=("type", "name"))
CodesRenewed = fact("accounts.codes.renewed", _("Recovery codes made anew"))
CodeUsed = fact("accounts.codes.used", _("Recovery code used"), fields=("left",))

SessionOpened = fact("accounts.session.opened", _("Signed in"), fields=("device", "factor"))
SignInFailed = fact("accounts.session.failed", _("Sign-in failed"), fields=("name", "account", "step"))
SessionClosed = fact("accounts.session.closed", _("Signed out"))
SessionEnded = fact("accounts.session.ended", _("Session ended"), fields=("device", "sessions"))
SessionRefused = fact("accounts.session.refused", _("Unknown session refused"))
