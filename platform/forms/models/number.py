"""Numbers (序号): rules, counters, and every number that was ever given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class SerialRule(KeyModel):
    """How numbers look and when they begin again. See forms.numbering for the pattern."""

    class Reset(models.TextChoices):
        """When counting begins at 1 again."""

        NEVER = "never", _("Never")
        YEAR = "year", _("Yearly")
        MONTH = "month", _("Monthly")
        DAY = "day", _("Daily")

    class Per(models.TextChoices):
        """Who counts for themselves."""

        COMPANY = "company", _("The whole company")
        UNIT = "unit", _("Each unit")
        DEPARTMENT = "department", _("Each department")

    class Mode(models.TextChoices):
        """Without gaps: given as the last thing when a record is submitted. With gaps: given when a record is begun, so
        that it is known while filling in; what is given up leaves a gap."""

        GAPLESS = "gapless", _("Without gaps, on submitting")
        EARLY = "early", _("At once, gaps are possible")

    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    pattern = models.CharField(_("pattern"), max_length=200)
    reset = models.CharField(_("begins again"), max_length=8, choices=Reset.choices, default=Reset.YEAR)
    per = models.CharField(_("counted by"), max_length=12, choices=Per.choices, default=Per.COMPANY)
    mode = models.CharField(_("given"), max_length=8, choices=Mode.choices, default=Mode.GAPLESS)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("numbering")
        verbose_name_plural = _("numberings")
        constraints = (
            models.UniqueConstraint(fields=["key"], name="oaform_rule_key"),
            models.CheckConstraint(condition=~Q(name=""), name="oaform_rule_named"),
            models.CheckConstraint(condition=Q(reset__in=["never", "year", "month", "day"]), name="oaform_rule_reset"),
            models.CheckConstraint(condition=Q(per__in=["company", "unit", "department"]), name="oaform_rule_per"),
            models.CheckConstraint(condition=Q(mode__in=["gapless", "early"]), name="oaform_rule_mode"),
        )

    def __str__(self) -> str:
        return self.name


class SerialCounter(KeyModel):
    """How far one rule has counted in one period and place (`scope`, such as "2026|<department>")."""

    rule = models.ForeignKey(SerialRule, on_delete=models.CASCADE, related_name="counters")
    scope = models.CharField(max_length=60)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = (models.UniqueConstraint(fields=["rule", "scope"], name="oaform_counter_once"),)

    def __str__(self) -> str:
        return f"{self.scope}: {self.value}"


class SerialIssued(KeyModel):
    """One number that was given, for ever; voided ones say by whom and why."""

    rule = models.ForeignKey(SerialRule, on_delete=models.PROTECT, related_name="issued")
    scope = models.CharField(max_length=60)
    n = models.PositiveBigIntegerField()
    text = models.CharField(_("number"), max_length=200)
    record = models.ForeignKey("oaform.Record", on_delete=models.SET_NULL, null=True, related_name="numbers")
    issued_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("number that was given")
        verbose_name_plural = _("numbers that were given")
        constraints = (
            models.UniqueConstraint(fields=["rule", "scope", "n"], name="oaform_issued_once"),
            models.UniqueConstraint(fields=["rule", "text"], name="oaform_issued_text"),
        )
        indexes = (models.Index(fields=["record"], name="oaform_issued_record"),)

    def __str__(self) -> str:
        return self.text
