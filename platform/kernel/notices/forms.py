"""What a request about notices must look like."""

from __future__ import annotations

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.notices.models import Rhythm


class RhythmForm(forms.Form):
    """When and how somebody is told outside the page."""

    digest = forms.ChoiceField(label=_("Mail comes"), choices=Rhythm.Digest.choices)
    daily_at = forms.TimeField(
        label=_("Time of the daily mail"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("Between these times nothing is mailed or pushed; it comes afterwards."),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def clean_daily_at(self) -> time:
        """Half past eight where nothing was given."""
        given: time | None = self.cleaned_data["daily_at"]
        return given or time(8, 30)
