"""Where the API of processes stands: /api/v1/workflow/<nouns>/."""

from workflow.api.processes import Processes, Versions

routes = [
    ("processes", Processes),
    ("versions", Versions),
]
