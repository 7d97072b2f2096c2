"""The tables of forms."""

from forms.models.form import Form, FormGrant, FormVersion
from forms.models.number import SerialCounter, SerialIssued, SerialRule
from forms.models.record import Record, RecordChange, RecordFile, UniqueValue

__all__ = [
    "Form",
    "FormGrant",
    "FormVersion",
    "Record",
    "RecordChange",
    "RecordFile",
    "SerialCounter",
    "SerialIssued",
    "SerialRule",
    "UniqueValue",
]
