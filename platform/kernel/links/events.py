"""Facts about links."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

LinkMade = fact("links.link.made", _("Link made"), ("source", "target"))
LinkRemoved = fact("links.link.removed", _("Link removed"), ("source", "target"))
