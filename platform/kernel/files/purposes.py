"""Purposes: what a file is for decides who may send, read and change it, how large and of which kind it may be.

A package names its purposes when it is loaded (in its `handlers.py` or `events.py`):

    DOCUMENT = purpose("knowledge.document", title=_("Document"), may=document_files)

and `may(actor, act, file)` answers like a policy; `act` is "upload" (file is None), "read" or "change".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kernel.policies import NotFound

if TYPE_CHECKING:
    from kernel.actor import Actor
    from kernel.files.models import File
    from kernel.policies import Verdict

Act = Literal["upload", "read", "change"]
GIGABYTE = 1024**3
LARGEST = 5 * GIGABYTE
May = Callable[["Actor", Act, "File | None"], "Verdict"]


@dataclass(frozen=True)
class Purpose:
    """A use of files. `types` are beginnings of media types by content ("image/", "application/pdf"); empty: any.

    `personal` files count for the person's quota too. `inline` False: never shown in place.
    """

    name: str
    title: Any
    may: May
    max_bytes: int = LARGEST
    types: tuple[str, ...] = ()
    inline: bool = True
    personal: bool = False

    def takes(self, kind: str) -> bool:
        """Whether a content of this media type may be sent."""
        return not self.types or kind.startswith(self.types)


PURPOSES: dict[str, Purpose] = {}


def purpose(
    name: str,
    *,
    title: Any,
    may: May,
    max_bytes: int = LARGEST,
    types: tuple[str, ...] = (),
    inline: bool = True,
    personal: bool = False,
) -> Purpose:
    """Declare a purpose. Raises ValueError for a name that is taken or is not `module.noun`."""
    if name.count(".") != 1 or len(name) > 60:
        raise ValueError(f"a purpose is named module.noun, not {name!r}")
    if name in PURPOSES:
        raise ValueError(f"the purpose {name} is declared twice")
    if not 0 < max_bytes <= LARGEST:
        raise ValueError(f"{name}: files have 1 byte to 5 GB")
    PURPOSES[name] = Purpose(name, title, may, max_bytes, types, inline, personal)
    return PURPOSES[name]


def by_name(name: str) -> Purpose:
    """The purpose of a name. Raises NotFound."""
    try:
        return PURPOSES[name]
    except KeyError:
        raise NotFound() from None
