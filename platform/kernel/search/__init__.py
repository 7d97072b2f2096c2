"""Search: one table per tenant, Chinese by character pairs, rights on the row.

A package says in its `search.py` what can be found: `SOURCES = [Source(kind="organization.person", …)]`.
"""

from kernel.search.sources import Document, Source

__all__ = ["Document", "Source"]
