"""What the floors above do with records: the interface of this package to processes and modules.

    kept = start_record(version, values, by, mask, submit=True, matter=matter.pk, step="填报")
    kept = change_record(record, values, by, mask, rev, submit=True, step="部门经理")
    seen = read_record(record, mask)

`start_record`, `change_record` and `void_record` are called within an act of the caller's, which has asked its own policy;
they raise Refused (outside the mask, naming the fields), Invalid (problems by place) and Conflict (another `rev`).
A mask comes from JSON by `read_mask(raw, form)`, whose faults a process shows when it is published. Conditions of processes
are expressions over `names_of(version)`, whose values are a record's `values`.
"""

from __future__ import annotations

from typing import Any

from forms.actions.keeping import Kept, change_record, start_record, void_record
from forms.compiled import compiled
from forms.models import FormVersion, Record
from forms.record import LOOKING, WHOLE, Mask, read_mask, readable

__all__ = [
    "LOOKING",
    "WHOLE",
    "Kept",
    "Mask",
    "change_record",
    "names_of",
    "read_mask",
    "read_record",
    "start_record",
    "void_record",
]


def read_record(record: Record, mask: Mask = LOOKING) -> dict[str, Any]:
    """The values that may leave under a mask: nothing hidden, neither fields nor columns."""
    return readable(compiled(record.version).form, record.values, mask)


def names_of(version: FormVersion) -> dict[str, str]:
    """The names that conditions may read of records of a version, with their types as text."""
    return {name: str(kind) for name, kind in compiled(version).names.items()}
