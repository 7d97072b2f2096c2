"""From a drawn process to the plan that is run. Pure: no Django, no database.

A *source* (the designer's tree, a BPMN file, a sender's own drawing) becomes a `Graph`; `compile_graph`
checks it and answers a `Plan`, immutable and named by its digest.
"""

from workflow.plan.compiling import Compiled, compile_graph
from workflow.plan.conditions import BadCondition, Condition, Language
from workflow.plan.faults import Fault
from workflow.plan.graph import Flow, Graph, Node
from workflow.plan.model import Block, Deadline, Handler, Plan, Step, VoteRule, Way
from workflow.plan.tree import BadTree, graph_of_tree

__all__ = [
    "BadCondition",
    "BadTree",
    "Block",
    "Compiled",
    "Condition",
    "Deadline",
    "Fault",
    "Flow",
    "Graph",
    "Handler",
    "Language",
    "Node",
    "Plan",
    "Step",
    "VoteRule",
    "Way",
    "compile_graph",
    "graph_of_tree",
]
