"""What a proxy asks before it has a certificate made for a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kernel.web.access import open_to_all
from tenants import hosts


@open_to_all("a proxy asks whether a name is ours; it learns no more than a visit to that name tells")
@require_GET
def certificate(request: HttpRequest) -> HttpResponse:
    """200 for a name that leads to a site here, 404 otherwise."""
    known = hosts.find(request.GET.get("domain", "").lower()) is not None
    return HttpResponse(status=200 if known else 404, content_type="text/plain")
