"""Background work: tasks by patience, fair between tenants, scheduled from the manifests."""

from kernel.tasks.definition import Task, task
from kernel.tasks.timetable import Every

__all__ = ["Every", "Task", "task"]
