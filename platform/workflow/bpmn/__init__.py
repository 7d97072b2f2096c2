"""BPMN 2.0 in and out: the part of it that approvals are made of. Pure: no Django, no database.

`read` answers a Graph, or raises Refused with every element that is not in the part, and its place. `write` answers
the XML of a Graph; read again it is the same Graph.
"""

from workflow.bpmn.reading import Refusal, Refused, read
from workflow.bpmn.writing import write

__all__ = ["Refusal", "Refused", "read", "write"]
