"""Expressions: the strict subset of FEEL in which forms calculate and processes decide.

Pure: no Django, no database, no clock of its own. See README.md for the language, grammar.json for its table.
"""

from forms.feel.expression import Expression, compile_expression
from forms.feel.faults import Fault, Place, Stopped
from forms.feel.inputs import WrongValue, moment, read, read_all, write
from forms.feel.kinds import Kind
from forms.feel.run import Organization
from forms.feel.typetext import read_kind

__all__ = [
    "Expression",
    "Fault",
    "Kind",
    "Organization",
    "Place",
    "Stopped",
    "WrongValue",
    "compile_expression",
    "moment",
    "read",
    "read_all",
    "read_kind",
    "write",
]
