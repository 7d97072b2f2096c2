"""Links: a reference from anything to anything, by module, kind and id instead of a foreign key.

A package says in its `links.py` what can be linked: `LINKABLE = [Linkable("organization.person", …)]`.
"""

from kernel.links.linkable import Card, Linkable, Ref

__all__ = ["Card", "Linkable", "Ref"]
