"""The view that renews a page's token."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from kernel.live.address import LiveAddresses, token_for
from kernel.live.tokens import LIFE_SECONDS
from kernel.web.access import actor_of, signed_in


@require_GET
@signed_in
def token(request: HttpRequest) -> JsonResponse:
    """A fresh token, the address it opens, and how many seconds it is good for."""
    actor = actor_of(request)
    answer = JsonResponse(
        {"token": token_for(actor), "url": LiveAddresses().address(actor), "expires_in": LIFE_SECONDS}
    )
    answer["Cache-Control"] = "no-store"
    return answer
