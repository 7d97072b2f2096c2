"""A plan as a picture: steps one below the other, branches side by side, each with its state. Pure: no Django, no database."""

from workflow.picture.layout import Drawing, Line, Spot, laid_out
from workflow.picture.marks import Mark
from workflow.picture.svg import drawn

__all__ = ["Drawing", "Line", "Mark", "Spot", "drawn", "laid_out"]
