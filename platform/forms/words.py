"""What the codes of definitions and values mean, in words: what is wrong, where, and what now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forms.schema import Difference, SchemaFault, WrongField

FAULTS: dict[str, Any] = {
    "not-a-form": _("This is not a definition of a form (oaform/1)."),
    "unknown-part": _("A definition has no such part."),
    "no-fields": _("The form has no fields yet. Add at least one."),
    "too-many-fields": _("A form has at most %(most)s fields."),
    "bad-key": _(
        "“%(key)s” cannot be the key of a field: begin with a letter, then letters, digits or _, and no word that"
        " means something in expressions."
    ),
    "unknown-type": _("There is no kind of field “%(name)s”."),
    "not-in-a-table": _("A field of the kind “%(name)s” cannot stand in a sub-table."),
    "no-label": _("Give the field a name of up to 100 characters."),
    "unknown-property": _("A field of this kind has no property “%(name)s”."),
    "property-missing": _("The property “%(name)s” is missing."),
    "needs-yes-no": _("The property “%(name)s” is either yes or no."),
    "needs-text": _("The property “%(name)s” must be a text, and not too long."),
    "needs-whole-number": _("The property “%(name)s” must be a whole number within its limits."),
    "needs-number": _("The property “%(name)s” must be a number written as a text."),
    "needs-date": _("The property “%(name)s” must be a day such as 2026-11-25."),
    "needs-time": _("The property “%(name)s” must be a time such as 09:30:00."),
    "needs-moment": _("The property “%(name)s” must be a day and time such as 2026-11-25T09:30:00."),
    "needs-one-of": _("The property “%(name)s” is none of the words it may be."),
    "needs-expression": _("The property “%(name)s” must be an expression."),
    "needs-pattern": _("The property “%(name)s” is not a pattern that can be matched."),
    "needs-key": _("The property “%(name)s” must be a key: a letter, then letters, digits or _."),
    "needs-list": _("The property “%(name)s” must be a list, with nothing in it twice."),
    "needs-names": _("The property “%(name)s” must map fields of this form to fields of the other."),
    "needs-options": _("The property “%(name)s” must list choices, each with a value and a label."),
    "option-twice": _("Two choices have the same value."),
    "bad-columns": _("A sub-table has from one to %(most)s columns."),
    "total-of-no-number": _("The column “%(key)s” holds no numbers, so it has no total."),
    "unknown-field": _("There is no field “%(key)s” that could stand here."),
    "limits-crossed": _("“%(low)s” lies above “%(high)s”."),
    "no-use-with-calc": _("A calculated field cannot have “%(name)s”."),
    "default-twice": _("A field has either “default” or “initial”, not both."),
    "bad-default": _("The default value cannot be kept: %(reason)s"),
    "not-calculable": _("A field of the kind “%(name)s” cannot be calculated."),
    "expression": _("The expression cannot be used: %(words)s"),
    "cycle": _("These fields depend on each other in a circle: %(way)s"),
    "brought-twice": _("The field “%(key)s” gets its value from elsewhere already."),
    "bad-rules": _("Rules are a list of at most %(most)s."),
    "bad-rule": _("A rule needs an expression to check and a message to show."),
    "bad-views": _("The views are not readable."),
    "unknown-view": _("There is no view “%(name)s”. There are entry, approval, print and phone."),
    "bad-view": _("This view is not readable: it needs rows of cells."),
    "row-too-wide": _("The cells of this row are wider than %(grid)s together."),
    "bad-cell": _("A cell names a field and a width from 1 to %(grid)s."),
    "shown-twice": _("The field “%(key)s” stands in this view twice."),
    "unknown-form": _("There is no published form “%(key)s”."),
    "bring-type": _("“%(key)s” of the other form does not fit into “%(own)s”."),
    "bad-mask": _("The rights over fields cannot be read: each is hidden, read, edit or required; rows: add, delete."),
    "unknown-rule": _("There is no numbering “%(key)s”."),
}

VALUES: dict[str, Any] = {
    "unknown": _("The form has no such field."),
    "required": _("Fill this in."),
    "rule": _("%(words)s"),
    "not-a-text": _("This must be a text."),
    "too-long": _("At most %(most)s characters."),
    "too-short": _("At least %(least)s characters."),
    "pattern": _("This does not have the form that is wanted. %(words)s"),
    "pattern-too-hard": _("The pattern of this field takes too long for this text. Tell whoever looks after the form."),
    "not-a-number": _("This must be a number, such as 1234.50."),
    "too-many-decimals": _("At most %(most)s decimals."),
    "too-many-digits": _("At most %(most)s digits."),
    "too-small": _("At least %(least)s."),
    "too-great": _("At most %(most)s."),
    "not-a-date": _("This must be a day, such as 2026-11-25."),
    "not-a-time": _("This must be a time of day, such as 09:30."),
    "not-a-moment": _("This must be a day and a time, such as 2026-11-25 09:30."),
    "too-early": _("Not before %(limit)s."),
    "too-late": _("Not after %(limit)s."),
    "not-a-period": _("This must be a period with a beginning and an end."),
    "half-a-period": _("Give both the beginning and the end."),
    "period-backwards": _("The end lies before the beginning."),
    "no-such-choice": _("“%(name)s” is not among the choices."),
    "choice-stopped": _("“%(name)s” is not offered any more. Choose another."),
    "choice-unfinished": _("Choose down to the last level."),
    "not-yes-no": _("This is either yes or no."),
    "no-reference": _("This names nothing that exists. Choose from the list."),
    "gone": _("What is chosen here does not exist, or is not yours to see. Choose again."),
    "not-a-list": _("This must be a list."),
    "too-many": _("At most %(most)s."),
    "too-few-rows": _("At least %(least)s rows."),
    "too-many-rows": _("At most %(most)s rows."),
    "bad-row": _("A row is unreadable. Reload the page and enter it again."),
    "row-twice": _("One row was sent twice. Reload the page."),
    "no-such-row": _("A row does not exist any more: somebody has deleted it. Reload the page."),
    "not-an-address": _("This must be an address."),
    "not-a-phone": _("This is no telephone number. Mobiles have 11 digits, landlines need the area code."),
    "not-an-identity-number": _("This is no valid identity number: its 18 characters do not fit together. Check it."),
    "not-a-bank-card": _("This is no valid card number. Check each digit."),
    "taken": _("Another record has this value already."),
    "cannot-calculate": _("This cannot be calculated from what was entered: %(words)s"),
    "not-allowed": _("You cannot change “%(label)s” here."),
    "no-adding": _("You cannot add rows to “%(label)s” here."),
    "no-deleting": _("You cannot delete rows of “%(label)s” here."),
}

DIFFERENCES: dict[str, Any] = {
    "field-added": _("New field “%(label)s”"),
    "field-removed": _("Field “%(label)s” removed"),
    "field-of-another-type": _("Field “%(label)s” is of another kind: %(old)s → %(new)s"),
    "field-changed": _("Field “%(label)s” changed: %(names)s"),
    "rules-changed": _("Rules changed"),
    "views-changed": _("Layout changed"),
    "query-changed": _("Columns of lists changed"),
    "title-changed": _("The way records are named changed"),
    "order-changed": _("Order of fields changed"),
}

PATTERNS: dict[str, Any] = {
    "no-counter": _("The pattern needs the counter {n} exactly once."),
    "unknown-part": _("The pattern knows only {yyyy} {yy} {mm} {dd} {unit} {dept} {n}; {n:4} fills up with zeros."),
    "open-brace": _("A brace in the pattern stands alone."),
    "ambiguous": _(
        "Two numbers could come out alike: what makes counting begin again (year, month, day, unit, department) must"
        " stand in the pattern."
    ),
}


def of_difference(one: Difference) -> str:
    """The sentence of a difference between two versions."""
    return str(DIFFERENCES[one.code]) % one.params if one.params else str(DIFFERENCES[one.code])


def of_fault(fault: SchemaFault) -> str:
    """The sentence of a fault in a definition, with line and column where an expression is meant."""
    if fault.feel is not None:
        said = fault.feel.words(get_language() or "zh")
        place = fault.feel.place
        words = said if place is None else _("%(said)s (line %(line)s, character %(column)s)") % {
            "said": said, "line": place.line, "column": place.column}  # fmt: skip
        return str(FAULTS["expression"]) % {"words": words}
    params = dict(fault.params)
    if isinstance(params.get("reason"), WrongField):
        params["reason"] = of_value(params["reason"].code, params["reason"].params)
    return str(FAULTS[fault.code]) % params if params else str(FAULTS[fault.code])


def of_value(code: str, params: dict[str, Any]) -> str:
    """The sentence of a value that cannot be kept."""
    if "feel" in params:
        params = {"words": params["feel"].words(get_language() or "zh")}
    return (str(VALUES[code]) % params if params else str(VALUES[code])).strip()
