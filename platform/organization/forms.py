"""What requests must look like."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.forms import model_to_dict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from kernel.actor import Actor
from kernel.web.fields import PickerField
from organization import functions, queries
from organization.models import (
    Contact,
    Department,
    GroupInfo,
    Level,
    Person,
    Post,
    Unit,
)
from organization.picking import resolver


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """The fields of a row, checked as the model says. It never touches the row: acts do, and they compare.

    Give it `initial=said(row)`, not an instance.
    """

    def validate_unique(self) -> None:
        """The act's matter."""

    def validate_constraints(self) -> None:
        """The act's matter."""

    @classmethod
    def said(cls, row: Any) -> dict[str, Any]:
        """What the row says, as the form's initial values."""
        return model_to_dict(row, fields=cls._meta.fields)


class DateInput(forms.DateInput):
    """A day, chosen by the browser's own calendar."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


def pick(
    kind: str, actor: Actor, label: Any, *, required: bool = False, multiple: bool = False,
    rows: QuerySet[Any] | None = None, help_text: Any = "",
) -> PickerField:  # fmt: skip
    """A picker of things that an actor may choose."""
    return PickerField(
        kind, resolve=resolver(kind, actor, rows=rows), label=label, required=required, multiple=multiple,
        help_text=help_text,
    )  # fmt: skip


def found(rows: Any, key: Any) -> Any:
    """The row of a picked id; None for none picked."""
    return rows.filter(pk=key).first() if key else None


class GroupForm(RowForm):
    """The group's own data."""

    class Meta:
        model = GroupInfo
        fields = ("name", "short_name", "code", "slogan", "address", "phone", "website")


class UnitForm(RowForm):
    """A unit's own data."""

    class Meta:
        model = Unit
        fields = ("name", "short_name", "code", "address", "phone", "slogan")


class DepartmentForm(RowForm):
    """A department's own data."""

    class Meta:
        model = Department
        fields = ("name", "short_name", "code", "phone")


class PlaceForm(forms.Form):
    """Where a unit or department moves to."""

    def __init__(self, actor: Actor, noun: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if noun == "department":
            self.fields["parent"] = pick(
                "department", actor, _("Under the department"), help_text=_("Empty: at the top of the unit.")
            )
            self.fields["unit"] = pick("unit", actor, _("Unit"), help_text=_("Only for the top of another unit."))
        else:
            self.fields["parent"] = pick("unit", actor, _("Under the unit"), help_text=_("Empty: at the very top."))


class LeadersForm(forms.Form):
    """Who leads a department."""

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in (("heads", _("Heads")), ("deputies", _("Deputies")), ("in_charge", _("Leaders in charge"))):
            self.fields[name] = pick("person", actor, label, multiple=True)


class PostForm(RowForm):
    """A post."""

    class Meta:
        model = Post
        fields = ("name", "kind", "code", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class LevelForm(forms.Form):
    """A level of the group (with a rank) or of a unit (standing for a group level)."""

    name = forms.CharField(label=_("Name"), max_length=60)
    code = forms.CharField(label=_("Code"), max_length=40, required=False)

    def __init__(self, of_unit: bool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if of_unit:
            rows = Level.objects.filter(unit=None, closed_at=None)
            self.fields["group_level"] = forms.ModelChoiceField(rows, label=_("Stands for the group level"))
        else:
            self.fields["rank"] = forms.IntegerField(
                label=_("Rank"), min_value=1, max_value=999, help_text=_("1 is the highest.")
            )


class PersonForm(RowForm):
    """Somebody's data."""

    class Meta:
        model = Person
        fields = ("name", "code", "sex", "mobile", "phone", "email", "entered_on", "order", "note")
        widgets = {"entered_on": DateInput(), "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = pgettext("person", "Name")
        self.fields["order"].required = False

    def clean_order(self) -> int:
        """No number: behind all others."""
        value = self.cleaned_data.get("order")
        return 9999 if value is None else int(value)


class NewPersonForm(PersonForm):
    """Somebody to add, with the first seat and a sign-in name; all of it but the name can wait."""

    username = forms.CharField(label=_("Sign-in name"), max_length=64, required=False)

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        seat = {
            "department": pick("department", actor, _("Department")),
            "post": pick("post", actor, _("Post")),
            "level": pick("level", actor, _("Level")),
        }
        name, username = self.fields.pop("name"), self.fields.pop("username")
        self.fields = {"name": name, **seat, "username": username, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Ids become things; a post or level wants a department."""
        given = super().clean() or {}
        rows = {"department": Department.objects.select_related("unit"), "post": Post.objects, "level": Level.objects}
        for name, objects in rows.items():
            given[name] = found(objects, given.get(name))
        if given["department"] is None and (given["post"] or given["level"]):
            self.add_error("department", _("Choose the department, too."))
        return given


class SignInForm(forms.Form):
    """A sign-in name."""

    username = forms.CharField(label=_("Sign-in name"), max_length=64)


class FirstPasswordForm(forms.Form):
    """A password that an administrator gives and the person changes."""

    new = forms.CharField(
        label=_("First password"), max_length=128, strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Three or four unconnected words do well."),
    )  # fmt: skip


class SeatForm(forms.Form):
    """Where somebody sits."""

    def __init__(self, actor: Actor, *args: Any, corrects: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not corrects:
            self.fields["department"] = pick("department", actor, _("Department"))
            self.fields["unit"] = pick(
                "unit", actor, _("Unit"), help_text=_("Only for somebody who sits in no department.")
            )
        self.fields["post"] = pick("post", actor, _("Post"))
        self.fields["level"] = pick("level", actor, _("Level"))
        if not corrects:
            self.fields["on"] = forms.DateField(label=_("From"), required=False, widget=DateInput())

    def clean(self) -> dict[str, Any]:
        """Ids become things; a place is needed."""
        given = super().clean() or {}
        if "department" in self.fields:
            department = found(Department.objects.select_related("unit"), given.get("department"))
            unit = department.unit if department else found(Unit.objects, given.get("unit"))
            if unit is None and not self.errors:
                self.add_error("department", _("Choose a department, or a unit for somebody without one."))
            given["department"], given["unit"] = department, unit
        given["post"] = found(Post.objects, given.get("post"))
        given["level"] = found(Level.objects, given.get("level"))
        return given


class LeavingForm(forms.Form):
    """Somebody leaves."""

    on = forms.DateField(label=_("Last day"), required=False, widget=DateInput())
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"] = pick(
            "person", actor, _("Who takes over"),
            help_text=_("Takes over the departments led, and what other parts of the office hand over: matters, plans, documents."),
        )  # fmt: skip


class GroupOfPeopleForm(forms.Form):
    """A group of people."""

    name = forms.CharField(label=_("Name"), max_length=60)

    def __init__(self, actor: Actor, *args: Any, known: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if known is None:
            kinds: list[tuple[str, Any]] = [("personal", _("My own"))]
            if actor.may(functions.MANAGE):
                kinds.append(("group", _("For everybody in the group")))
            units = queries.managed_unit_list(actor)
            kinds += [(str(unit.pk), _("For %(unit)s") % {"unit": unit}) for unit in units]
            self.fields["whose"] = forms.ChoiceField(label=_("Whose"), choices=kinds)
        rows = queries.visible_to(actor)
        if known is not None:
            rows = rows | Person.objects.filter(places__group=known)
        self.fields["people"] = pick("person", actor, _("Members"), multiple=True, rows=rows.distinct())


class ChangeSetForm(forms.Form):
    """A reorganisation's name and day."""

    name = forms.CharField(label=_("Name"), max_length=100)
    effective_on = forms.DateField(label=_("In force from"), widget=DateInput())
    note = forms.CharField(label=_("Reason and reference"), max_length=500, required=False, widget=forms.Textarea)


class StepForm(forms.Form):
    """A step of a reorganisation: it asks for what its kind needs and nothing else."""

    FIELDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "rename": ("department", "name"),
        "move": ("department", "target", "made", "unit"),
        "merge": ("department", "target", "made"),
        "close": ("department",),
        "create": ("unit", "target", "name"),
        "place": ("person", "target", "made", "post"),
    }

    def __init__(self, actor: Actor, kind: str, made: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        target = {
            "move": _("Under the department"), "merge": _("Into the department"), "create": _("Under the department"),
            "place": _("Into the department"),
        }.get(kind, "")  # fmt: skip
        top = _("Only for the top of the unit.") if kind == "move" else ""
        every = {
            "department": pick("department", actor, _("Department"), required=True),
            "person": pick("person", actor, _("Person"), required=True),
            "target": pick("department", actor, target, required=kind in {"merge", "place"} and not made),
            "made": forms.ChoiceField(
                label=_("Or a department that this reorganisation makes"), choices=[("", "—"), *made], required=False
            ),
            "unit": pick("unit", actor, _("In the unit"), required=kind == "create", help_text=top),
            "post": pick("post", actor, _("Post")),
            "name": forms.CharField(label=_("New name") if kind == "rename" else _("Name"), max_length=100),
        }
        wanted = [name for name in self.FIELDS[kind] if name != "made" or made]
        self.fields = {name: every[name] for name in wanted}


class WorkbookForm(forms.Form):
    """A workbook to read."""

    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )


class ContactForm(RowForm):
    """An external contact."""

    class Meta:
        model = Contact
        fields = ("name", "company", "title", "category", "mobile", "phone", "email", "address", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
