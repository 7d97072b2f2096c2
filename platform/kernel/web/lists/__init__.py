"""Lists: one machinery for filters, order, search, keyset pages, saved views, columns, export and the keyboard."""

from kernel.web.lists.columns import Column
from kernel.web.lists.definition import BulkAction, List, View, chosen
from kernel.web.lists.filters import Choice, Dates, Filter, Linked, Picked, Tabbed, Text

__all__ = [
    "BulkAction", "Choice", "Column", "Dates", "Filter", "Linked", "List", "Picked", "Tabbed", "Text", "View", "chosen",
]  # fmt: skip
