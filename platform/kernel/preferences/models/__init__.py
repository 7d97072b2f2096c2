"""The rows: what is set, and the enumerations."""

from kernel.preferences.models.enumeration import Enumeration, EnumerationItem
from kernel.preferences.models.setting import Setting

__all__ = ["Enumeration", "EnumerationItem", "Setting"]
