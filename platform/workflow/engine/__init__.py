"""The rules of a running matter. Pure: no Django, no database; the rows come and go through `Store`."""

from workflow.engine import flow, managing, returns, signers
from workflow.engine.managing import NotNow
from workflow.engine.run import Run

__all__ = ["NotNow", "Run", "flow", "managing", "returns", "signers"]
