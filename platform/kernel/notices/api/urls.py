"""Endpoints under /api/v1/notices/."""

from kernel.notices.api.endpoints import Browsers, Kinds, Notices, Unread, Wishes

routes = [
    ("notices", Notices),
    ("unread", Unread),
    ("kinds", Kinds),
    ("wishes", Wishes),
    ("browsers", Browsers),
]
console_routes = routes
