"""The one table that is searched."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class SearchEntry(KeyModel):
    """One thing that can be found, with those who may find it. Made from its source at any time: nothing is only here.

    `tokens` are sets of texts without positions (see `words`), `latin` is searched by any part of it, `indexed_at` tells
    a rebuild what it has not met.
    """

    module = models.CharField(max_length=40)
    kind = models.CharField(max_length=80)
    object_id = models.UUIDField()
    title = models.CharField(max_length=300)
    title_key = models.CharField(max_length=300)
    excerpt = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    tokens = SearchVectorField()
    latin = models.TextField(blank=True)
    principals = ArrayField(models.CharField(max_length=60))
    owner = models.UUIDField(null=True)
    facets = models.JSONField(default=dict)
    at = models.DateTimeField()
    indexed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("search entry")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_once")]
        indexes = [
            GinIndex(fields=["tokens"], name="search_tokens"),
            GinIndex(fields=["principals"], name="search_principals"),
            GinIndex(OpClass("latin", "gin_trgm_ops"), name="search_latin"),
            models.Index(fields=["-at", "-id"], name="search_latest"),
            models.Index(OpClass("title_key", "varchar_pattern_ops"), name="search_title"),
        ]

    def __str__(self) -> str:
        return self.title
