"""JSON that keeps the order of its keys: the order of fields is part of a form, and jsonb forgets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.Field[Any, Any]
else:
    _Text = models.TextField


class OrderedJSONField(_Text):
    """A JSON value kept as the text it was."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def to_python(self, value: Any) -> Any:
        return value
