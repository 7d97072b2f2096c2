"""Preferences: settings that packages declare and people set, and enumerations that forms choose from.

A package declares in its `preferences.py`, and anybody reads with `value`. This file imports no
model, so that declarations can be loaded before the models are.
"""

from kernel.preferences.declared import DECLARED, Group, Preference, by_key
from kernel.preferences.enumerated import EnumerationDeclaration, ItemDeclaration, used_by
from kernel.preferences.kinds import (
    Choice,
    Colour,
    Duration,
    Kind,
    Number,
    Picture,
    Size,
    Switch,
    Text,
    TimeSpan,
    TimeSpans,
)
from kernel.preferences.reading import Effective, by_person, effective, value, value_for

__all__ = [
    "DECLARED",
    "Choice",
    "Colour",
    "Duration",
    "Effective",
    "EnumerationDeclaration",
    "Group",
    "ItemDeclaration",
    "Kind",
    "Number",
    "Picture",
    "Preference",
    "Size",
    "Switch",
    "Text",
    "TimeSpan",
    "TimeSpans",
    "by_key",
    "by_person",
    "effective",
    "used_by",
    "value",
    "value_for",
]
