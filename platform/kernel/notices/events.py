"""Facts of the notices. That somebody read a notice is no fact of the company's."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

LikingChanged = fact("notices.liking.changed", _("Notice settings changed"))
BrowserAdded = fact("notices.browser.added", _("Browser added for push notices"))
BrowserRemoved = fact("notices.browser.removed", _("Browser removed from push notices"))
