"""What requests about rights must look like: roles, administrators, work scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from organization import functions, queries
from organization.forms import pick
from organization.models import Administrator, Role, Unit, WorkScopeRule


class RoleForm(forms.Form):
    """A role and its rights."""

    name = forms.CharField(label=_("Name"), max_length=60)
    note = forms.CharField(label=_("What it is for"), max_length=200, required=False)

    def __init__(self, actor: Actor, *args: Any, role: Role | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if role is None:
            units = [(str(unit.pk), unit.name) for unit in queries.managed_unit_list(actor)]
            own = [("", _("The group"))] if actor.may(functions.ROLES) else []
            self.fields["unit"] = forms.ChoiceField(label=_("Belongs to"), choices=[*own, *units], required=not own)
        grantable = functions.grantable()
        choices = [
            (title, [(right, words) for right, words in rights.items() if right in grantable])
            for title, rights in functions.every_function().items()
        ]
        self.fields["functions"] = forms.MultipleChoiceField(
            label=_("Rights"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(title, rights) for title, rights in choices if rights],
        )  # fmt: skip
        self.fields["menus"] = forms.MultipleChoiceField(
            label=_("Modules in the menu"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[("*", _("All modules")), *functions.every_menu().items()],
        )  # fmt: skip
        if role is not None:
            self.fields["second_factor"] = forms.BooleanField(
                label=_("Holders sign in with a second factor"), required=False
            )


class GrantForm(forms.Form):
    """To whom a role is given."""

    def __init__(self, actor: Actor, role: Role, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind, label in PRINCIPALS:
            self.fields[kind] = pick(kind, actor, label, multiple=True)
        if actor.may(functions.ROLES):
            self.fields["all"] = forms.BooleanField(label=_("Everybody"), required=False)
        if role.reach == Role.Reach.UNIT and role.unit_id is None:
            units = queries.managed_unit_list(actor)
            self.fields["unit"] = forms.ModelChoiceField(
                Unit.objects.filter(pk__in=[unit.pk for unit in units]), label=_("For the unit")
            )


PRINCIPALS = (
    ("person", _("People")), ("department", _("Departments")), ("post", _("Posts")), ("level", _("Levels")),
    ("group", _("Groups of people")), ("unit", _("Units")),
)  # fmt: skip


class AdministratorForm(forms.Form):
    """An appointment."""

    kind = forms.ChoiceField(label=_("Looks after"))

    def __init__(self, actor: Actor, kinds: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [one for one in Administrator.Kind.choices if one[0] in kinds]  # type: ignore[attr-defined]
        self.fields["person"] = pick("person", actor, _("Person"), required=True, rows=queries.active())
        self.fields["unit"] = pick("unit", actor, _("Unit"), help_text=_("Only for a unit administrator."))


class WorkScopeForm(forms.Form):
    """A rule of the work scope."""

    reach = forms.ChoiceField(label=_("They see"), choices=WorkScopeRule.Reach.choices, widget=forms.RadioSelect)
    levels_above = forms.IntegerField(
        label=_("At most so many levels above their own"), min_value=0, max_value=99, required=False,
        help_text=_("Empty: no limit by level."),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        place = {
            "department": pick("department", actor, _("People of the department"), help_text=_("And all below it.")),
            "unit": pick("unit", actor, _("Or people of the unit"), help_text=_("Neither: everybody in the group.")),
            "level": pick("level", actor, _("Only those of the level")),
        }
        also = {
            f"also_{kind}": pick(kind, actor, _("Always also: %(what)s") % {"what": label}, multiple=True)
            for kind, label in PRINCIPALS
            if kind != "group"
        }
        note = self.fields.pop("note")
        self.fields = {**place, **self.fields, **also, "note": note}


class ExplainForm(forms.Form):
    """Who looks at whom."""

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = queries.managed_by(actor)
        self.fields["viewer"] = pick("person", actor, _("Who"), required=True, rows=rows)
        self.fields["other"] = pick("person", actor, _("Whom"), required=True, rows=rows)
