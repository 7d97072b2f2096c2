"""The manifest of the search."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig, parts


class SearchConfig(ModuleConfig):
    """Finding things by words, pinyin and numbers, within one's rights."""

    name = "kernel.search"
    label = "search"
    slug = "search"
    title = _("Search")
    icon = "search"

    def ready(self) -> None:
        from kernel.search import lookups  # noqa: F401 - adds itself
        from kernel.search.sources import register

        super().ready()
        for _manifest, _facts in parts("events"):
            pass  # a source may listen to facts of a package that is loaded after this one
        for _manifest, module in parts("search"):
            for source in getattr(module, "SOURCES", ()):
                register(source)
