"""What people keep about lists: views under a name, columns they want to see, files they asked for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class SavedView(KeyModel):
    """Filters and order of a list under a name. `owner` is an account; a shared view is seen by everybody."""

    owner = models.UUIDField(editable=False)
    list_key = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(_("for everybody"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("saved view")
        constraints = [models.UniqueConstraint(fields=["owner", "list_key", "name"], name="saved_view_once")]
        indexes = [models.Index(fields=["list_key", "owner"], name="saved_view_of_list")]

    def __str__(self) -> str:
        return self.name


class ColumnChoice(KeyModel):
    """The columns of a list that an account wants, in order; without one, the list's own choice holds."""

    owner = models.UUIDField(editable=False)
    list_key = models.CharField(max_length=80)
    columns = models.JSONField(default=list)
    chosen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("column choice")
        constraints = [models.UniqueConstraint(fields=["owner", "list_key"], name="column_choice_once")]

    def __str__(self) -> str:
        return self.list_key


class ListExport(KeyModel):
    """A list that somebody wants as a file and that is written in the background; the file is a File of the store."""

    owner = models.UUIDField(editable=False)
    position = models.UUIDField(null=True, editable=False)
    list_key = models.CharField(max_length=80)
    format = models.CharField(max_length=4)
    query = models.CharField(max_length=2000)
    rows = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    file = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("exported list")
        indexes = [models.Index(fields=["asked_at"], name="list_export_age")]

    def __str__(self) -> str:
        return self.list_key
