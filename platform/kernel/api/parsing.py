"""How bodies are read: JSON that lies in itself without end is refused before anybody walks through it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

#: Deeper than anything of ours; Python itself gives up at some hundreds more.
MOST_DEPTH = 100


class ShallowJSONParser(JSONParser):
    """JSON of at most so many levels. Raises ParseError."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            found = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise _too_deep() from error
        level, depth = [found], 0
        while level:
            depth += 1
            if depth > MOST_DEPTH:
                raise _too_deep()
            level = [
                inner
                for one in level
                if isinstance(one, dict | list)
                for inner in (one.values() if isinstance(one, dict) else one)
            ]
        return found


def _too_deep() -> ParseError:
    return ParseError(_("What was sent lies in itself too deep."))
