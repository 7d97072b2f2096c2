"""The pages of the notices."""

from kernel.notices.views.choosing import browser_removal, browsers, service_worker, settings
from kernel.notices.views.reading import count, listing, reading, reading_all, recent

__all__ = [
    "browser_removal",
    "browsers",
    "count",
    "listing",
    "reading",
    "reading_all",
    "recent",
    "service_worker",
    "settings",
]
