"""Where the pages of processes stand, below /workflow/ on a tenant's host."""

from __future__ import annotations

from django.urls import path

from workflow.views import acts, agents, designer, lists, managing, processes

_TASK = [
    ("decision", "decision"), ("return", "return"), ("signers", "signers"), ("advice", "advice"),
    ("transfer", "transfer"), ("claim", "claim"), ("release", "release"), ("taking-back", "taking_back"),
]  # fmt: skip
_MATTER = [
    ("revocation", "revocation"), ("resubmission", "resubmission"), ("circulation", "circulation"),
    ("suspension", "suspension"), ("resumption", "resumption"), ("termination", "termination"),
    ("reopening", "reopening"), ("hand-over", "hand_over"),
]  # fmt: skip

urlpatterns = [
    path("", lists.todo, name="todo"),
    path("done/", lists.done, name="done"),
    path("sent/", lists.sent, name="sent"),
    path("copies/", lists.copies, name="copies"),
    path("copies/<uuid:key>/reading/", acts.reading, name="reading"),
    path("tasks/<uuid:key>/", acts.task, name="task"),
    path("tasks/<uuid:key>/opening/", acts.opening, name="opening"),
    *(path(f"tasks/<uuid:key>/{act}/", acts.task_act, {"act": act}, name=f"task_{name}") for act, name in _TASK),
    path("matters/", lists.managed, name="managed"),
    path("matters/<uuid:key>/", acts.matter, name="matter"),
    path("matters/<uuid:key>/picture/", acts.picture, name="picture"),
    path("matters/<uuid:key>/urging/", acts.urging, name="urging"),
    *(
        path(f"matters/<uuid:key>/{act}/", acts.matter_act, {"act": act}, name=f"matter_{name}")
        for act, name in _MATTER
    ),
    *(
        path(f"matters/<uuid:key>/{act}/", acts.arrival_act, {"act": act}, name=f"arrival_{act}")
        for act in ("jump", "redo", "retry")
    ),
    path("handing/", managing.begin_handing, name="handing"),
    path("handing/<uuid:key>/", managing.handing_run, name="handing_run"),
    path("statistics/", managing.statistics, name="statistics"),
    path("agents/", agents.index, name="agents"),
    path("agents/<uuid:key>/ending/", agents.ending, name="agent_ending"),
    path("processes/", processes.index, name="processes"),
    path("processes/new/", processes.new, name="new_process"),
    path("processes/<uuid:key>/", processes.process, name="process"),
    path("processes/<uuid:key>/edit/", processes.edit, name="edit_process"),
    path("processes/<uuid:key>/publication/", processes.publication, name="publication"),
    path("processes/<uuid:key>/designer/", designer.designer, name="designer"),
    path("processes/<uuid:key>/drawing/", designer.drawing, name="drawing"),
    path("processes/<uuid:key>/drawing/publication/", designer.publication, name="drawing_publication"),
    path("processes/<uuid:key>/trial/", designer.trial, name="trial"),
    path("processes/<uuid:key>/process.bpmn", designer.exported, name="exported"),
    path("panel/", designer.panel, name="panel"),
    path("panel/step/", designer.step, name="step"),
    path("processes/<uuid:key>/stop/", processes.stop, name="stop_process"),
    path("versions/<uuid:key>/comparison/<uuid:other>/", processes.comparison, name="comparison"),
]
