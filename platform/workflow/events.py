"""Facts of processes. Notices, live counts, audit and statistics read them."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

_TASK = ("matter", "step", "assigned", "closed", "opinion")

ProcessCreated = fact("workflow.process.created", _("Process created"))
ProcessEdited = fact("workflow.process.edited", _("Process changed"))
ProcessDrawn = fact("workflow.process.drawn", _("Process drawn anew"), ("version", "gaps"))
ProcessPublished = fact("workflow.process.published", _("Process published"), ("version", "plan"))
ProcessStopped = fact("workflow.process.stopped", _("Process stopped"))

MatterStarted = fact("workflow.matter.started", _("Matter sent"), ("assigned", "copied"))
MatterEnded = fact("workflow.matter.ended", _("Matter ended"), ("status", "parent", "activation"))
MatterBlocked = fact("workflow.matter.blocked", _("Matter blocked"), ("steps", "managers"))
MatterRevoked = fact("workflow.matter.revoked", _("Matter revoked by its sender"), ("closed", "reason", "to_draft"))
MatterTerminated = fact("workflow.matter.terminated", _("Matter terminated"), ("closed", "reason"))
MatterSuspended = fact("workflow.matter.suspended", _("Matter suspended"), ("reason",))
MatterResumed = fact("workflow.matter.resumed", _("Matter resumed"), ("assigned",))
MatterJumped = fact(
    "workflow.matter.jumped", _("Matter sent to another step"), ("target", "skipped", "assigned", "closed", "reason")
)
MatterReopened = fact("workflow.matter.reopened", _("Matter reopened"), ("target", "assigned", "reason"))
MatterRetried = fact("workflow.matter.retried", _("Blocked step tried again"), ("step", "assigned"))
MatterWoken = fact("workflow.matter.woken", _("Waiting over"), ("step", "assigned"))
MatterTold = fact("workflow.matter.told", _("Automatic act of a process"), ("step", "done"))
MatterCopied = fact("workflow.matter.copied", _("Matter passed on to be known"), ("people",))

TaskDecided = fact("workflow.task.decided", _("Task decided"), (*_TASK, "result", "copied"))
TaskReturned = fact("workflow.task.returned", _("Matter returned"), (*_TASK, "target", "jump"))
TaskShared = fact("workflow.task.shared", _("Signers added"), (*_TASK, "how"))
TaskDropped = fact("workflow.task.dropped", _("Signer taken off"), _TASK)
TaskTransferred = fact("workflow.task.transferred", _("Task passed on"), (*_TASK, "to"))
TaskClaimed = fact("workflow.task.claimed", _("Task taken from a pool"), _TASK)
TaskUnclaimed = fact("workflow.task.unclaimed", _("Task put back into its pool"), _TASK)
TaskTakenBack = fact("workflow.task.taken_back", _("Decision taken back"), _TASK)
TaskUrged = fact("workflow.task.urged", _("Task urged"), (*_TASK, "people"))
TaskTimedOut = fact("workflow.task.timed_out", _("Deadline passed"), (*_TASK, "then"))

AgentAppointed = fact("workflow.agent.appointed", _("Agent appointed"))
AgentEnded = fact("workflow.agent.ended", _("Agent's time ended early"))
