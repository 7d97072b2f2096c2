"""Which company was it? The sites where an e-mail address has an account, told to that address only."""

from __future__ import annotations

from kernel.notices import mail
from kernel.ports import tenancy
from kernel.scope import public
from tenants import across
from tenants.lifecycle import OPEN
from tenants.models import Tenant


def mail_sites(email: str, language: str) -> int:
    """Mail the links; nothing at all where there is none. Answers how many sites."""
    with public():
        tenants = list(Tenant.objects.filter(state__in=OPEN).exclude(state="demo").exclude(schema_name="public"))
        found = across.with_account(email, tenants)
        if found:
            sites = [{"name": tenant.name, "address": tenancy().address(tenant.scope, "/")} for tenant in found]
            mail.send(email, *mail.render_mail("provisioning/mail/sites", {"sites": sites}, language))
    return len(found)
