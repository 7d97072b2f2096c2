"""The company's pictures, fetched from the store by a signed address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kernel.actor import Actor
from kernel.files import queries as files
from kernel.files import signing
from kernel.policies import NotFound
from kernel.preferences.declared import by_key
from kernel.preferences.kinds import Picture
from kernel.preferences.reading import value_for
from kernel.web.access import actor_of, open_to_all

SECONDS = 240  # less than a signed address lives


@open_to_all("the logo and the picture of the sign-in page are seen before signing in")
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The picture that a setting names for whoever looks."""
    preference = by_key(key)
    found = value_for(preference, actor_of(request)) if isinstance(preference.kind, Picture) else None
    row = files.files([found]).get(found) if found else None
    if row is None:
        raise NotFound()
    answer = HttpResponseRedirect(signing.download(row, for_=Actor.system("brand"), inline=True))
    answer["Cache-Control"] = f"private, max-age={SECONDS}"
    return answer
