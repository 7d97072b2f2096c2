"""Where the API of processes stands: /api/v1/workflow/<nouns>/."""

from workflow.api.matters import Matters
from workflow.api.processes import Processes, Versions
from workflow.api.statistics import Statistics
from workflow.api.tasks import Agents, Copies, Done, Tasks

routes = [
    ("processes", Processes),
    ("versions", Versions),
    ("matters", Matters),
    ("tasks", Tasks),
    ("done", Done),
    ("copies", Copies),
    ("agents", Agents),
    ("statistics", Statistics),
]
