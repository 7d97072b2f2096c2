"""The rows of the matrix that nobody can guess: what a parameter of an address or of a task stands for.

"<name>" holds wherever a parameter has that name, "/the/way/to/<name>" for one address. The value is the
label of the model whose keys stand there, or the values to ask for. A row that nothing needs fails, too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence

from kernel.preferences.declared import DECLARED
from kernel.web.lists import definition
from organization.guide.steps import steps
from organization.picking import MANY


class Unknown(LookupError):
    """A parameter that the map does not explain and that has no row here; the message says what to add."""


ROWS: dict[str, str | Sequence[object] | Callable[[], Sequence[object]]] = {
    "/account/password/<reset>": "accounts.PasswordReset",
    "/account/password/<reset>/<token>": ["a-token-that-nobody-made"],
    "/account/security/factors/<factor>": "mfa.Authenticator",
    "/account/tokens/<token>": "api.ApiToken",
    "/account/sessions/<session>": "usersessions.UserSession",
    "/addresses/<id>": "tenants.DomainRequest",
    "/api/v1/account/sessions/<pk>": "usersessions.UserSession",
    "/api/v1/preferences/enumerations/<pk>": "preferences.Enumeration@key",
    "/api/v1/preferences/settings/<pk>": lambda: sorted(DECLARED)[:3],
    "/audit/<pk>": "events.EventRow",
    "/audit/failures/<pk>": "events.Delivery",
    "/files/uploads/<id>": "files.File",
    "/guide/steps/<step>": lambda: [step.key for step in steps()],
    "/notices/browsers/<id>": "notices.Subscription",
    "/organization/addressbook/external/<key>": "organization.Contact",
    "/organization/addressbook/tree/<key>": "organization.Unit",
    "/organization/exchange/<key>": "organization.ImportRun",
    "/organization/grants/<key>": "organization.RoleGrant",
    "/organization/groups/<key>": "organization.PersonGroup",
    "/organization/pick/<kind>": lambda: sorted({*MANY, *MANY.values()}),
    "/organization/reorganisations/<key>": "organization.ChangeSet",
    "/organization/steps/<key>": "organization.ChangeStep",
    "/organization/work-scope/<key>": "organization.WorkScopeRule",
    "/links/<kind>": ["organization.unit"],
    "/links/<kind>/<key>": "organization.Unit",
    "/mail/<pk>": ["1"],
    "/pool/<stock>": ["plain"],
    "/staff/<pk>": "accounts.Account",
    "/staff/roles/<pk>": "provisioning.StaffGrant",
    "/tasks/letters/<letter>": ["00000000-0000-7000-8000-000000000009"],
    "/api/v1/tasks/letters/<pk>": ["00000000-0000-7000-8000-000000000009"],
    "/tenants/<pk>/modules/<grant>": "tenants.ModuleGrant",
    "/upgrades/<pk>": "tenants.UpgradeRun",
    "/web/lists/<key>": lambda: sorted(definition._KNOWN)[:2],
    "/settings/<place>": ["company", "mine"],
    "/settings/<place>/<key>": lambda: sorted(DECLARED)[:2],
    "/settings/enumerations/<key>": "preferences.Enumeration@key",
    "/settings/pictures/<key>": lambda: [key for key in sorted(DECLARED) if key.startswith("brand.")],
    "/webhooks/<id>": "webhooks.Endpoint",
    "/workflow/agents/<key>": "workflow.AgentRule",
    "/workflow/copies/<key>": "workflow.Copy",
    "/workflow/handing/<key>": ["01977420-dc00-7540-b67a-01322aa8d361"],
    "/workflow/matters/<key>": "workflow.Instance",
    "/workflow/processes/<key>": "workflow.Process",
    "/workflow/tasks/<key>": "workflow.TaskRow",
    "/workflow/versions/<key>": "workflow.Version",
    "/workflow/versions/<key>/comparison/<other>": "workflow.Version",
    "/working-calendar/<calendar>/<year>": [2026],
}
#: What tasks are given: by the task's name, the models (or values) of its arguments in order.
TASKS: dict[str, Sequence[str | Sequence[object]]] = {
    "kernel.accounts.tasks.note_unknown_session": [["10.0.0.7"]],
    "kernel.files.tasks.inspect": ["files.File"],
    "kernel.notices.tasks.deliver_mail": ["notices.Outgoing"],
    "kernel.webhooks.tasks.deliver": ["webhooks.Delivery"],
    "kernel.web.tasks.write_export": ["web.ListExport"],
    "organization.tasks.apply_import": ["organization.ImportRun"],
    "tenants.tasks.look_at_domain": ["tenants.DomainRequest"],
    "workflow.tasks.hand_over_all": [
        ["01977420-dc00-7540-b67a-01322aa8d361"],
        "organization.Person",
        "organization.Person",
        ["移交"],
        "accounts.Account",
    ],
}
#: Tasks that look at every tenant by their nature; they run in the public schema and take no tenant's message.
FOR_ALL_TENANTS = ("provisioning.", "kernel.tasks.")


def wanted(function: Callable[..., object]) -> list[str]:
    """The names of what a task must be given besides its scope."""
    return [
        name
        for name, one in inspect.signature(function).parameters.items()
        if name != "here" and one.default is one.empty and one.kind not in {one.VAR_POSITIONAL, one.VAR_KEYWORD}
    ]
