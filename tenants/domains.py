"""Addresses of a company's own: which names can be had, and what proves one.

The proof is a text that only whoever runs the domain can publish: `_tongban.<name>` TXT `tongban=<token>`. That the name
leads here would prove nothing about whose it is: a name left pointing at us could be taken by anybody.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.config.environment import environment
from kernel.outbound import OutboundRefused
from kernel.outbound.targets import host_name
from kernel.policies import Invalid
from tenants.models import Domain, DomainRequest

PROBLEMS = {
    "absent": _("The text is not there yet. It can take up to an hour until everybody sees a change of a domain."),
    "other": _("There is a text, but not ours. Copy the value again, without quotes or spaces."),
    "silent": _("The domain's name servers did not answer. We try again by ourselves."),
    "taken": _("Another company here has proven this name. Write to our support if it is yours."),
}


def clean(text: str) -> str:
    """The one spelling of a name somebody typed. Raises Invalid for what cannot be a company's own address here."""
    typed = text.strip().removeprefix("https://").removeprefix("http://").split("/")[0].strip()
    try:
        name = host_name(typed)
    except OutboundRefused:
        raise Invalid({"domain": [_("This is no name on the internet. It looks like office.example.cn.")]}) from None
    if ":" in name or name.rsplit(".", 1)[-1].isdigit():
        raise Invalid({"domain": [_("Give a name, not a number. It looks like office.example.cn.")]})
    if "_" in name:
        raise Invalid({"domain": [_("A name of a site holds letters, digits, hyphens and dots only.")]})
    if name == environment.base_domain or name.endswith(f".{environment.base_domain}"):
        raise Invalid({"domain": [_("Names below our own domain are given at sign-up. Give a name of your own.")]})
    return name


def record_name(domain: str) -> str:
    """Where the proof is published."""
    return f"_tongban.{domain}"


def record_value(token: str) -> str:
    """What is published there."""
    return f"tongban={token}"


def target_of(request: DomainRequest) -> str:
    """The name that the company's name is to stand for: its address below our domain. In the public scope."""
    rows = Domain.objects.filter(tenant_id=request.tenant_id, domain__endswith=f".{environment.base_domain}")
    return rows.order_by("id").values_list("domain", flat=True).first() or environment.base_domain
