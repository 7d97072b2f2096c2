"""What the engine's codes mean, in words: what happened, why, and what now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.engine.run import NotNow
from workflow.plan import Fault

NOT_NOW: dict[str, Any] = {
    "task-over": _("This task has been dealt with meanwhile. Open the matter again to see how it stands."),
    "already-sent": _("This matter has been sent already."),
    "not-running": _("This matter is not under way any more, so nothing can be done in it."),
    "not-suspended": _("This matter is not suspended."),
    "not-ended": _("This matter has not ended yet."),
    "no-such-step": _("Nobody can be sent to that step. Choose a step where people work."),
    "sibling": _("That step lies in another branch that is under way. Let it be redone instead."),
    "branch-open": _("That branch is still under way."),
    "not-blocked": _("This step is not blocked."),
    "not-due": _("The deadline has not passed."),
    "nobody-there": _("Nobody could act at that step now, so it was not returned. Choose another step."),
    "group-open": _("Others have been asked and have not finished. Wait for them, or take them off again."),
    "too-deep": _("Signers can be added three levels deep at most."),
    "not-added": _("Only signers who were added can be taken off."),
    "too-many-hops": _("This task has been passed on five times. It has to be decided now."),
    "claimed": _("Somebody else has taken this task."),
    "not-pooled": _("This task was not taken from a pool."),
    "not-yours-to-take-back": _("Only a decision of your own at this step can be taken back."),
    "gone-on": _("This cannot be taken back any more: others have acted since, or the branches have met."),
    "decided-by-others": _("This cannot be taken back: the others' voices decide the step in any case."),
    "nobody-named": _("Name at least one person, and each only once."),
    "already-there": _("One of these people is at this step already."),
}

FAULTS: dict[str, Any] = {
    "key-twice": _("Two nodes have the same key."),
    "flow-twice": _("Two arrows have the same key."),
    "unknown-kind": _("There is no kind of node “%(name)s”."),
    "too-many-nodes": _("A process has at most %(most)s nodes."),
    "too-many-branches": _("A node has at most %(most)s branches."),
    "flow-to-nowhere": _("An arrow leads to “%(name)s”, which does not exist."),
    "no-start": _("There is no start."),
    "several-starts": _("There is more than one start. Keep one."),
    "no-end": _("There is no end."),
    "flow-into-start": _("No arrow may lead to the start. Lead it to the first step."),
    "flow-out-of-end": _("No arrow may leave an end."),
    "dead-end": _("Nothing follows this node. Connect it to an end."),
    "unreachable": _("Nothing leads to this node."),
    "no-way-to-an-end": _("No way leads from here to an end."),
    "special-way-out-of-place": _("Only steps where people work have such a way out."),
    "special-way-twice": _("This step has the same special way out twice."),
    "condition-out-of-place": _("Conditions belong on the arrows behind a condition node."),
    "bad-condition": _("This condition cannot be read: %(words)s"),
    "no-condition": _("This branch has neither a condition nor is it the default."),
    "several-defaults": _("There is more than one default branch. Keep one."),
    "no-default": _("There is no default branch. Where no condition holds, the matter would stand still."),
    "join-without-fork": _("Branches are to meet here that were never parted together."),
    "join-of-another-kind": _("This join is of another kind than the fork “%(other)s”."),
    "blocks-cross": _("Branches meet or part here across the edge of a block (see “%(other)s”)."),
    "branch-misses-join": _("This branch never comes to the join “%(other)s”."),
    "branch-may-end": _("This branch may end before the join “%(other)s”, which would wait for ever."),
    "unknown-setting": _("There is no setting “%(name)s” here."),
    "bad-setting": _("The setting “%(name)s” has a value that cannot be."),
    "no-handler": _("It has not been chosen who handles this."),
    "unknown-handler": _("There is no rule “%(name)s” for handlers."),
    "handler-incomplete": _("The rule for handlers lacks “%(name)s”."),
    "wait-without-time": _("It has not been set how long to wait."),
    "no-process": _("It has not been chosen which process to start."),
    "no-automatic-act": _("It has not been chosen what is to be done automatically."),
    "bad-field": _("The value “%(name)s” is declared with a type that there is not."),
    "bad-mask": _("The rights to the form cannot be read here: %(words)s"),
    "set-in-form": _("“%(name)s” is filled in on the form, so it cannot be set automatically."),
    "form-unpublished": _("The form of this process has not been published yet. Publish it first."),
    "not-a-tree": _("This is not a drawing of the designer."),
    "not-a-step": _("This is not a step of the designer."),
    "not-a-branch": _("This is not a branch of the designer."),
    "too-deep": _("The branches lie in one another more than twenty deep."),
    "no-key": _("A step has no key."),
    "one-branch": _("A parting of the ways needs at least two branches."),
    "after-the-end": _("A step stands behind an end."),
}


def of_refusal(refusal: NotNow) -> str:
    """The sentence of a refusal."""
    return str(NOT_NOW[refusal.code])


def of_fault(fault: Fault) -> str:
    """The sentence of a fault in a drawing."""
    return str(FAULTS[fault.code]) % fault.params if fault.params else str(FAULTS[fault.code])
