"""JSON that is kept as it is sent: what PostgreSQL could not keep, or nobody could read, is refused beforehand."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

MOST_DEPTH = 60


def sound(value: Any, depth: int = 0) -> None:
    """Raises ValidationError for characters that cannot be kept, numbers without end, and nesting without end."""
    if depth > MOST_DEPTH:
        raise serializers.ValidationError(_("This lies in itself too deep."))
    match value:
        case str():
            if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
                raise serializers.ValidationError(_("There is a character in it that cannot be kept."))
        case float():
            if not math.isfinite(value):
                raise serializers.ValidationError(_("There is a number in it that cannot be kept."))
        case dict():
            for name, inner in value.items():
                sound(name, depth + 1)
                sound(inner, depth + 1)
        case list():
            for inner in value:
                sound(inner, depth + 1)


class Json(serializers.DictField):
    """A JSON object, kept as it is."""

    default_validators = (sound,)


class Values(Json):
    """The values of a matter. Conditions calculate exactly: what JSON writes as a fraction is kept as the text of its digits."""

    def to_internal_value(self, data: Any) -> Any:
        return _exact(super().to_internal_value(data))


def _exact(value: Any) -> Any:
    match value:
        case float():
            return format(Decimal(repr(value)), "f") if math.isfinite(value) else value
        case dict():
            return {name: _exact(inner) for name, inner in value.items()}
        case list():
            return [_exact(inner) for inner in value]
    return value
