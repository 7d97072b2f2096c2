"""What changes settings and enumerations."""

from kernel.preferences.actions.enumerations import (
    add_item,
    delete_enumeration,
    delete_item,
    edit_enumeration,
    edit_item,
    make_enumeration,
    order_items,
    restore_item,
    retire_item,
    sync,
    sync_enumerations,
)
from kernel.preferences.actions.settings import clear, lock, save, unlock

__all__ = [
    "add_item",
    "clear",
    "delete_enumeration",
    "delete_item",
    "edit_enumeration",
    "edit_item",
    "lock",
    "make_enumeration",
    "order_items",
    "restore_item",
    "retire_item",
    "save",
    "sync",
    "sync_enumerations",
    "unlock",
]
