"""Enumerations (枚举): lists that forms choose from; some come with packages, others are the tenant's own."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Enumeration(KeyModel):
    """A list. `owner` is the package that declared it, empty for one that the tenant made."""

    key = models.CharField(_("key"), max_length=80, unique=True)
    owner = models.CharField(_("owner"), max_length=40, blank=True)
    title_zh = models.CharField(_("Chinese title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=80, blank=True)
    note_zh = models.CharField(_("Chinese note"), max_length=300, blank=True)
    note_en = models.CharField(_("English note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("made at"))

    class Meta:
        default_permissions = ()
        verbose_name = _("enumeration")
        verbose_name_plural = _("enumerations")
        ordering = ("owner", "key")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language in hand."""
        return self.title_en if is_english() and self.title_en else self.title_zh

    @property
    def note(self) -> str:
        """The note in the language in hand."""
        return self.note_en if is_english() and self.note_en else self.note_zh

    @property
    def is_built_in(self) -> bool:
        """Whether a package declared it."""
        return bool(self.owner)


class EnumerationItem(KeyModel):
    """One thing to choose. Retired items stay readable where they are used and are offered no more.

    `declared` items come from a package; `edited_at` marks words that the tenant changed and that an
    upgrade leaves alone. `parent` is the item above in a list of several steps.
    """

    enumeration = models.ForeignKey(Enumeration, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    value = models.CharField(_("value"), max_length=60)
    label_zh = models.CharField(_("Chinese"), max_length=80)
    label_en = models.CharField(_("English"), max_length=80, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    declared = models.BooleanField(_("built in"), default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    retired_by = models.CharField(_("retired by"), max_length=150, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("enumeration item")
        verbose_name_plural = _("enumeration items")
        ordering = ("order", "value")
        constraints = (
            models.UniqueConstraint(fields=["enumeration", "value"], name="preferences_item_value"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="preferences_item_not_own_parent"),
            models.CheckConstraint(condition=~Q(value=""), name="preferences_item_valued"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The words in the language in hand."""
        return self.label_en if is_english() and self.label_en else self.label_zh


def is_english() -> bool:
    """Whether the language in hand is English."""
    return (get_language() or "").startswith("en")
