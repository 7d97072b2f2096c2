"""What requests to the console must look like."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.forms import DateInput
from provisioning.models import StaffGrant
from tenants.actions import contracts
from tenants.models import Tenant

GB = 1024**3


def end_of(day: date | None) -> datetime | None:
    """The end of a day here, as an instant."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_current_timezone()).astimezone(UTC)


class ConversionForm(forms.Form):
    """Until when it is paid, and what stands behind it."""

    until = forms.DateField(
        label=_("Paid until"), required=False, widget=DateInput(), help_text=_("The last day. Empty: without end.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Contract or order number; it stands in the history.")
    )

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        return end_of(self.cleaned_data["until"])


class ContractForm(forms.Form):
    """Seats and storage."""

    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=1_000_000, required=False, help_text=_("Empty: without limit.")
    )
    storage_bytes = forms.DecimalField(
        label=_("Storage in GB"), min_value=1, max_value=1_000_000, decimal_places=1, required=False,
        help_text=_("All files of the company together. Empty: without limit. Its administrators can only lower it."),
    )  # fmt: skip

    def clean_storage_bytes(self) -> int | None:
        """Bytes."""
        given = self.cleaned_data["storage_bytes"]
        return None if given is None else int(given * GB)

    @staticmethod
    def said(tenant: Tenant) -> dict[str, Any]:
        """What holds now."""
        size = tenant.storage_bytes
        return {"seats": tenant.seats, "storage_bytes": None if size is None else round(size / GB, 1)}


class ModuleForm(forms.Form):
    """A module, until a day or for good."""

    licence = forms.ChoiceField(label=_("Module"))
    until = forms.DateField(
        label=_("Until"), required=False, widget=DateInput(), help_text=_("The last day. Empty: without end.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["licence"].choices = list(contracts.licences().items())  # type: ignore[attr-defined]

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        return end_of(self.cleaned_data["until"])


class WantedForm(forms.Form):
    """How many ready schemas."""

    stock = forms.ChoiceField(choices=Tenant.Stock.choices)
    wanted = forms.IntegerField(min_value=0, max_value=500)


class StaffForm(forms.Form):
    """An account of the vendor's staff."""

    username = forms.CharField(label=_("Sign-in name"), max_length=64)
    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("For a forgotten password."))
    password = forms.CharField(
        label=_("First password"), max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Tell it in person. It must be changed at the first sign-in."),
    )  # fmt: skip


class RoleForm(forms.Form):
    """A role."""

    role = forms.ChoiceField(label=_("Role"), choices=StaffGrant.Role.choices, widget=forms.RadioSelect)
