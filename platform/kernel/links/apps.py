"""The manifest of the links."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig, parts


class LinksConfig(ModuleConfig):
    """What belongs together across packages."""

    name = "kernel.links"
    label = "links"
    slug = "links"
    title = _("Links")
    icon = "link"

    def ready(self) -> None:
        from kernel.links.linkable import register

        super().ready()
        for _manifest, _facts in parts("events"):
            pass  # a kind may listen to facts of a package that is loaded after this one
        for _manifest, module in parts("links"):
            for linkable in getattr(module, "LINKABLE", ()):
                register(linkable)
