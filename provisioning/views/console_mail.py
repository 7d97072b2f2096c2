"""Mail that was caught instead of sent, for installations without a mail server."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kernel import mailbox
from kernel.config.environment import environment
from kernel.policies import NotFound
from kernel.web.access import needs
from kernel.web.pages import page
from tenants import rights

SHOWN = 50
_LOOPBACK = {"127.0.0.1", "localhost"}


@require_GET
@needs(rights.MAIL)
def listing(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first, by what one looks for."""
    text, before = request.GET.get("q", "").strip(), request.GET.get("before", "")
    found = mailbox.caught_mails(SHOWN + 1, before=before, text=text)
    more = {"q": text, "before": found[SHOWN - 1].id} if len(found) > SHOWN else {}
    shown = {
        "mails": found[:SHOWN],
        "q": text,
        "is_narrowed": bool(text or before),
        "following": urlencode({name: value for name, value in more.items() if value}),
        "is_sent": environment.mail.host not in _LOOPBACK,
        "kept": mailbox.KEPT,
    }
    return page(request, "provisioning/console/mails.html", shown)


@require_GET
@needs(rights.MAIL)
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One mail as text, with its source. What somebody sent as HTML is never drawn here."""
    found = mailbox.caught_mail(pk)
    if found is None:
        raise NotFound
    return page(
        request,
        "provisioning/console/mail.html",
        {"mail": found, "crumbs": [(_("Mailbox"), reverse("provisioning:mails"))]},
    )
