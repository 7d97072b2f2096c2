"""Endpoints under /api/v1/files/."""

from kernel.files.api.endpoints import Files, Room, Uploads

routes = [("files", Files), ("uploads", Uploads), ("room", Room)]
