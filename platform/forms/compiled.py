"""Compiled definitions, kept: what a digest names never changes, so any company's process may use what another compiled."""

from __future__ import annotations

from collections import OrderedDict

from forms.models import FormVersion
from forms.schema import CompiledForm, compile_form

_kept: OrderedDict[str, CompiledForm] = OrderedDict()
_MOST = 300


def compiled(version: FormVersion) -> CompiledForm:
    """The compiled definition of a version."""
    found = _kept.get(version.digest)
    if found is None:
        found = _kept[version.digest] = compile_form(version.schema)
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    else:
        _kept.move_to_end(version.digest)
    return found
