"""External contacts: somebody's own address book of people outside the company."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.keys import KeyModel
from organization import pinyin


class Contact(KeyModel):
    """A person outside the company, kept by one member and seen by nobody else."""

    owner = models.ForeignKey("organization.Person", on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=60)
    company = models.CharField(_("company"), max_length=100, blank=True)
    title = models.CharField(pgettext_lazy("job", "title"), max_length=60, blank=True)
    category = models.CharField(_("category"), max_length=30, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    phone = models.CharField(_("office phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    sort_key = models.CharField(max_length=320, editable=False)
    search_key = models.TextField(editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("external contact")
        verbose_name_plural = _("external contacts")
        ordering = ("sort_key", "id")
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="organization_contact_named"),)
        indexes = (models.Index(fields=["owner", "sort_key"], name="organization_contact_sorted"),)

    def __str__(self) -> str:
        return self.name

    def read_name(self) -> Contact:
        """Fill the columns that come from the name; call before the row is written."""
        self.sort_key = pinyin.read(self.name).sort_key[:320]
        self.search_key = pinyin.search_key(self.company, self.mobile, self.phone, self.category, name=self.name)
        return self
