"""Rows of any model, made from its fields: so that a table that comes tomorrow has a row in the twins, too."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import fields

from kernel.keys import uuid7

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Unmakable(AssertionError):
    """A model whose constraints the field types do not tell: `given` must name what they want."""


def make(model: type[Any], known: dict[str, Any], given: dict[str, Any]) -> Any:
    """A saved row. `known` are values by field name for references without a key; `given` stands before everything.

    Raises Unmakable with what the database said.
    """
    values = {field.attname: _value(field, known) for field in model._meta.concrete_fields if _wanted(field)}
    if known == {} and model._default_manager.exists():
        values |= {field.attname: _other(field, values.get(field.attname), 0) for field in _must_differ(model)}
    row = model(**{**values, **given})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except (IntegrityError, ValueError) as error:
        raise Unmakable(f"{model._meta.label} cannot be made by its fields alone: {error}") from error
    return row


def again(row: Any, given: dict[str, Any]) -> Any:
    """A second row like this one, with a key of its own, other values where they must differ, and what is given.

    Raises Unmakable.
    """
    model = type(row)
    error: Exception | None = None
    for turn in range(6):
        twin = model(**{field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields
                        if not field.generated})  # fmt: skip
        twin.pk = _other_key(model._meta.pk, turn)
        for field in _must_differ(model):
            setattr(twin, field.attname, _other(field, getattr(row, field.attname), turn))
        for name, value in given.items():
            setattr(twin, name, value)
        try:
            with transaction.atomic():
                twin.save(force_insert=True)
        except IntegrityError as raised:
            error = raised
        else:
            return twin
    raise Unmakable(f"a second {model._meta.label} cannot be made by its fields alone: {error}")


def _wanted(field: Any) -> bool:
    if field.generated or (field.primary_key and isinstance(field, models.AutoField)):
        return False
    # What may be empty is filled all the same where it is a text that people read: there a leak would show.
    if isinstance(field, models.CharField | models.TextField) and not field.choices and not field.primary_key:
        return True
    return not (field.null or field.has_default() or getattr(field, "auto_now", 0) or getattr(field, "auto_now_add", 0))


def _value(field: Any, known: dict[str, Any]) -> Any:
    if field.remote_field is not None and not isinstance(field, fields.UUIDField):
        found = field.remote_field.model._default_manager.order_by("pk").first()
        return found.pk if found is not None else None
    if field.choices:
        return field.choices[0][0]
    if (allowed := _allowed(field)) is not None:
        return allowed
    if isinstance(field, models.UUIDField):
        found = known.get(field.name)
        return found if isinstance(found, UUID) else uuid7()
    if isinstance(field, models.EmailField):
        return "twin@example.com"
    if isinstance(field, models.CharField | models.TextField):
        return str(known.get(field.name, "同名"))[: field.max_length or 200]
    plain: list[tuple[Any, Any]] = [
        (models.BooleanField, False),
        (models.GenericIPAddressField, "10.0.0.7"),
        (models.DurationField, timedelta(minutes=1)),
        (models.DateTimeField, NOW),
        (models.DateField, date(2026, 11, 25)),
        (models.TimeField, time(9)),
        (models.BinaryField, os.urandom(32)),
        (models.JSONField, {}),
        (models.FloatField, 1.0),
        (models.DecimalField, 1),
        (models.IntegerField, 1),
    ]
    return next((value for kind, value in plain if isinstance(field, kind)), None)


def _allowed(field: Any) -> Any:
    """The first value that a constraint of the table lets stand there: `kind__in=[…]`."""
    for constraint in field.model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint) and isinstance(constraint.condition, models.Q):
            for part in constraint.condition.children:
                if isinstance(part, tuple) and part[0] == f"{field.name}__in":
                    return next(iter(part[1]))
    return None


def _must_differ(model: type[Any]) -> list[Any]:
    names: set[str] = {field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            for path in [*constraint.fields, *(_names_in(part) for part in constraint.expressions)]:
                names |= {path} if isinstance(path, str) else set(path)
    for together in model._meta.unique_together:
        names |= set(together)
    return [model._meta.get_field(name) for name in sorted(names) if name != model._meta.pk.name]


def _names_in(expression: Any) -> set[str]:
    names = {str(getattr(expression, "name", ""))} if isinstance(expression, models.F) else set()
    for part in expression.get_source_expressions() if hasattr(expression, "get_source_expressions") else ():
        names |= _names_in(part) if part is not None else set()
    return names


def _other_key(key: Any, turn: int) -> Any:
    if key.remote_field is not None:
        return _other(key, None, turn)
    if isinstance(key, models.UUIDField):
        return uuid7()
    if isinstance(key, models.AutoField):
        return None
    return f"twin{turn}" if isinstance(key, models.CharField) else 900_000 + turn


def _other(field: Any, value: Any, turn: int) -> Any:
    # What is empty stays so, or with nulls that count as equal becomes a row.
    if field.null and (value is None or field.unique) and (turn < 3 or field.remote_field is None):
        return None
    if field.remote_field is not None:
        # Another row of the same kind, one further with every turn.
        rows = field.remote_field.model._default_manager.order_by("-pk").exclude(pk=value)
        found = rows.values_list("pk", flat=True)[turn : turn + 1]
        return found[0] if found else value
    if value is None or field.choices:
        return value
    if isinstance(value, UUID):
        return uuid7()
    if isinstance(value, str):
        return f"{value[: (field.max_length or 100) - 3]}-{turn}"
    if isinstance(value, bytes | memoryview):
        return os.urandom(32)
    if isinstance(value, datetime | date):
        return value + timedelta(days=1 + turn)
    return value + 1 + turn if isinstance(value, int) and not isinstance(value, bool) else value
