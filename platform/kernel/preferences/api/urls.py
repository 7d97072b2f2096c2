"""Endpoints under /api/v1/preferences/."""

from kernel.preferences.api.enumerations import Choices, Enumerations, Items
from kernel.preferences.api.settings import Settings

routes = [("settings", Settings), ("enumerations", Enumerations), ("items", Items), ("choices", Choices)]
