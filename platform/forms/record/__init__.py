"""One record by one compiled form. Pure: values in, values and what is to be said about them out."""

from forms.record.around import Around, Bring, Change, OutsideMask, Problem, Values
from forms.record.calculating import Calculated, calculate, check
from forms.record.changing import REFERENCES, Outcome, begin, begin_row, change, differences
from forms.record.mask import LOOKING, WHOLE, Access, Mask, read_mask, readable

__all__ = [
    "LOOKING",
    "REFERENCES",
    "WHOLE",
    "Access",
    "Around",
    "Bring",
    "Calculated",
    "Change",
    "Mask",
    "Outcome",
    "OutsideMask",
    "Problem",
    "Values",
    "begin",
    "begin_row",
    "calculate",
    "change",
    "check",
    "differences",
    "read_mask",
    "readable",
]
