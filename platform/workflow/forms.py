"""What the pages' requests must look like."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.queries import forms_visible_to
from kernel.actor import Actor
from kernel.web.fields import PickerField
from organization.picking import resolver
from workflow import queries

_OPINION: Any = {
    "label": _("Opinion"),
    "required": False,
    "max_length": 4000,
    "widget": forms.Textarea(attrs={"rows": 3}),
}


class Revised(forms.Form):
    """A form about a matter as it was seen."""

    rev = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        """Without a revision none is compared."""
        found = super().clean() or {}
        return {name: value for name, value in found.items() if name != "rev" or value is not None}


class DecisionForm(Revised):
    """A voice and its words."""

    result = forms.ChoiceField(choices=[(one, one) for one in ("agree", "disagree", "abstain")])
    opinion = forms.CharField(**_OPINION)


class ReasonForm(Revised):
    """An act and its reason."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class RevocationForm(ReasonForm):
    """Taking a matter back."""

    to_draft = forms.BooleanField(label=_("Keep it as a draft that can be sent again"), required=False, initial=True)


class TargetForm(ReasonForm):
    """An act that leads to another step."""

    target = forms.ChoiceField(label=_("Step"))

    def __init__(self, actor: Actor, *args: Any, targets: Any = None, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.order_fields(["target", "arrival", "come_back", "reason", "rev"])
        if targets is None:
            self.fields["target"] = forms.CharField(max_length=120)
        else:
            self.fields["target"].choices = list(targets)  # type: ignore[attr-defined] # it is a ChoiceField


class ReturnForm(TargetForm):
    """Returning a matter."""

    come_back = forms.ChoiceField(
        label=_("Afterwards"),
        choices=[("", _("step by step again")), ("1", _("straight back to me"))],
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip

    def clean_come_back(self) -> bool:
        """As the act wants it."""
        return bool(self.cleaned_data["come_back"])


class ArrivalForm(TargetForm):
    """Where an arrival is to go."""

    arrival = forms.UUIDField(widget=forms.HiddenInput)


class RetryForm(Revised):
    """Trying a blocked arrival again, perhaps with people named."""

    arrival = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["people"] = _people(actor, _("People, if the rule finds nobody"), required=False)


class SignersForm(Revised):
    """Bringing others in."""

    how = forms.ChoiceField(
        label=_("They sign"),
        choices=[
            ("before", _("before me: then it is my turn again")),
            ("after", _("after me: my agreement counts once they agree")),
            ("with", _("together with me: we make one voice")),
            ("beside", _("beside me: each with a voice of their own")),
        ],
    )
    mode = forms.ChoiceField(
        label=_("Among them"),
        choices=[("all", _("all must agree")), ("any", _("one is enough")), ("serial", _("one after the other"))],
    )
    opinion = forms.CharField(**_OPINION)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["people"] = _people(actor, _("Signers"))
        self.order_fields(["people", "how", "mode", "opinion", "rev"])


class AskForm(Revised):
    """Asking one person for advice."""

    opinion = forms.CharField(**{**_OPINION, "label": _("What is asked")})

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["person"] = _people(actor, _("Whom to ask"), multiple=False)
        self.order_fields(["person", "opinion", "rev"])

    def clean(self) -> dict[str, Any]:
        """As the act wants it."""
        found = super().clean()
        person = found.pop("person", None)
        return {**found, "how": "ask", "people": [person]} if person else found


class TransferForm(Revised):
    """Passing a task on."""

    opinion = forms.CharField(**_OPINION)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["to"] = _people(actor, _("To whom"), multiple=False)
        self.order_fields(["to", "opinion", "rev"])


class CirculationForm(Revised):
    """Passing a matter on to be known."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["people"] = _people(actor, _("People"))
        del self.fields["rev"]


class HandOverForm(forms.Form):
    """Whose tasks go to whom."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"] = _people(actor, _("Whose tasks"), multiple=False)
        self.fields["taker"] = _people(actor, _("To whom"), multiple=False)
        self.order_fields(["giver", "taker", "reason"])


class ProcessForm(forms.Form):
    """A process."""

    name = forms.CharField(label=_("Name"), max_length=100)
    key = forms.CharField(
        label=_("Short name"),
        max_length=60,
        help_text=_("A short name by which other processes and programs start it."),
    )
    note = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    revoke = forms.ChoiceField(
        label=_("The sender may revoke"),
        choices=[
            ("any", _("at any time")),
            ("before_first", _("until somebody has decided")),
            ("never", _("not at all")),
        ],
    )

    def __init__(self, actor: Actor, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["managers"] = _people(actor, _("Looked after by"), required=False)
        self.fields["form"] = forms.ModelChoiceField(
            forms_visible_to(actor),
            label=_("Form"),
            required=False,
            help_text=_("What its matters are filled in on, from the next version that is published."),
        )
        if not is_new:
            del self.fields["key"]

    def clean(self) -> dict[str, Any]:
        """As the act wants it."""
        found = super().clean() or {}
        if "revoke" in found:
            found["settings"] = {"revoke": found.pop("revoke")}
        return found


class _Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AgentForm(forms.Form):
    """An agent for a time."""

    starts_at = forms.DateTimeField(label=_("Begins"), widget=_Moment, input_formats=["%Y-%m-%dT%H:%M"])
    ends_at = forms.DateTimeField(label=_("Ends"), widget=_Moment, input_formats=["%Y-%m-%dT%H:%M"])
    processes = forms.MultipleChoiceField(
        label=_("Only for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all processes."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"] = _people(actor, _("Agent"), multiple=False)
        choices = [(str(key), name) for key, name in queries.startable(actor).values_list("pk", "name")[:200]]
        self.fields["processes"].choices = choices  # type: ignore[attr-defined] # it is a choice field
        if not choices:
            del self.fields["processes"]
        self.order_fields(["agent", "starts_at", "ends_at", "processes"])


def _people(actor: Actor, label: Any, *, required: bool = True, multiple: bool = True) -> PickerField:
    kind = "people" if multiple else "person"
    return PickerField(kind, resolve=resolver(kind, actor), multiple=multiple, label=label, required=required)


def soon(now: datetime) -> datetime:
    """A moment as forms begin with it: without seconds."""
    return now.replace(second=0, microsecond=0)
