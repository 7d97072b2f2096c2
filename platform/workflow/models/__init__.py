"""The tables of processes. Columns of a running matter are those of workflow.engine.rows."""

from workflow.models.agent import AgentRule
from workflow.models.definition import PlanRow, Process, Version
from workflow.models.matter import ActivationRow, Block, Instance, LogEntry
from workflow.models.task import Copy, Opinion, TaskRow

__all__ = [
    "ActivationRow",
    "AgentRule",
    "Block",
    "Copy",
    "Instance",
    "LogEntry",
    "Opinion",
    "PlanRow",
    "Process",
    "TaskRow",
    "Version",
]
