"""What acts check before they write: the fields of a row, and whether a name is free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from kernel.policies import Conflict, Invalid


def assign(row: Model, values: Mapping[str, Any], allowed: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set fields of a row; answer (before, after) of those that differ. Raises Invalid for a bad value.

    Raises TypeError for a field that is not among the allowed ones: that is a fault of the caller.
    """
    if unknown := set(values) - set(allowed):
        raise TypeError(f"{type(row).__name__} does not take {', '.join(sorted(unknown))}")
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in values.items():
        value = value.strip() if isinstance(value, str) else value
        old = getattr(row, name)
        if old != value:
            before[name], after[name] = _plain(old), _plain(value)
            setattr(row, name, value)
    clean(row, values)
    return before, after


def clean(row: Model, fields: Iterable[str]) -> None:
    """Check the fields of a row by their own rules. Raises Invalid with sentences by field."""
    wanted = set(fields)
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields if field.name not in wanted})
    except ValidationError as error:
        raise Invalid(error.message_dict) from error


def free(rows: QuerySet[Any], row: Model, words: str, field: str = "name") -> None:
    """Raise Invalid at a field when another row stands among those that would clash."""
    if rows.exclude(pk=row.pk).exists():
        raise Invalid({field: [words]})


def still_open(thing: Any) -> None:
    """Raise Conflict when a unit, department, post or level has been closed."""
    if thing.closed_at is not None:
        raise Conflict(_("%(name)s has been closed. Open it again first, or choose another.") % {"name": thing})


def _plain(value: Any) -> Any:
    return {"id": value.pk, "name": str(value)} if isinstance(value, Model) else value
