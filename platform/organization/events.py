"""Facts the organisation tells. Handlers in other packages subscribe by the name in the first column."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

GroupEdited = fact("organization.group.edited", _("Group information changed"))

UnitCreated = fact("organization.unit.created", _("Unit created"))
UnitEdited = fact("organization.unit.edited", _("Unit changed"))
UnitMoved = fact("organization.unit.moved", _("Unit moved"))
UnitClosed = fact("organization.unit.closed", _("Unit closed"))
UnitReopened = fact("organization.unit.reopened", _("Unit opened again"))

DepartmentCreated = fact("organization.department.created", _("Department created"))
DepartmentEdited = fact("organization.department.edited", _("Department changed"))
DepartmentMoved = fact("organization.department.moved", _("Department moved"))
DepartmentMerged = fact("organization.department.merged", _("Department merged into another"), ("into",))
DepartmentClosed = fact("organization.department.closed", _("Department closed"))
DepartmentReopened = fact("organization.department.reopened", _("Department opened again"))
DepartmentLed = fact("organization.department.led", _("Department heads set"))

PostCreated = fact("organization.post.created", _("Post created"))
PostEdited = fact("organization.post.edited", _("Post changed"))
PostClosed = fact("organization.post.closed", _("Post closed"))

LevelCreated = fact("organization.level.created", _("Level created"))
LevelEdited = fact("organization.level.edited", _("Level changed"))
LevelClosed = fact("organization.level.closed", _("Level closed"))

SiblingsOrdered = fact("organization.order.changed", _("Order changed"), ("noun",))

PersonAdded = fact("organization.person.added", _("Person added"))
PersonEdited = fact("organization.person.edited", _("Person changed"))
PersonSuspended = fact("organization.person.suspended", _("Person suspended"), ("account",))
PersonResumed = fact("organization.person.resumed", _("Suspension lifted"), ("account",))
PersonLeft = fact("organization.person.left", _("Person left"), ("account", "successor"))
PersonReturned = fact("organization.person.returned", _("Person came back"), ("account",))
PersonHandedOver = fact(
    "organization.person.handed_over", _("What was a person's was handed over"), ("giver", "taker", "reason")
)
PersonInvited = fact("organization.person.invited", _("Person invited to sign in"), ("account",))
AccountLinked = fact("organization.account.linked", _("Sign-in given to a person"), ("account",))

PositionTaken = fact("organization.position.taken", _("Position taken"), ("person",))
PositionMoved = fact("organization.position.moved", _("Person moved"), ("person",))
PositionEnded = fact("organization.position.ended", _("Position ended"), ("person",))

PersonGroupMade = fact("organization.persongroup.made", _("Group of people made"))
PersonGroupEdited = fact("organization.persongroup.edited", _("Group of people changed"))
PersonGroupDeleted = fact("organization.persongroup.deleted", _("Group of people deleted"))

RoleMade = fact("organization.role.made", _("Role made"))
RoleEdited = fact("organization.role.edited", _("Role changed"))
RoleDeleted = fact("organization.role.deleted", _("Role deleted"))
RoleGranted = fact("organization.role.granted", _("Role given"), ("principal", "unit"))
RoleWithdrawn = fact("organization.role.withdrawn", _("Role taken back"), ("principal", "unit"))

AdministratorAppointed = fact("organization.administrator.appointed", _("Administrator appointed"))
AdministratorRevoked = fact("organization.administrator.revoked", _("Administrator revoked"))

WorkScopeSet = fact("organization.workscope.set", _("Work scope rule set"))
WorkScopeRemoved = fact("organization.workscope.removed", _("Work scope rule removed"))

ChangeSetMade = fact("organization.changeset.made", _("Reorganisation drafted"))
ChangeSetEdited = fact("organization.changeset.edited", _("Reorganisation draft changed"))
ChangeSetScheduled = fact("organization.changeset.scheduled", _("Reorganisation scheduled"))
ChangeSetWithdrawn = fact("organization.changeset.withdrawn", _("Reorganisation withdrawn"))
ChangeSetApplied = fact("organization.changeset.applied", _("Reorganisation applied"), ("people",))
ChangeSetRefused = fact("organization.changeset.refused", _("Reorganisation no longer fitted"), ("why",))

ImportRead = fact("organization.import.read", _("Organisation file read"), ("counts", "errors"))
ImportStarted = fact("organization.import.started", _("Organisation import started"))
ImportApplied = fact("organization.import.applied", _("Organisation imported"), ("counts",))
ImportFailed = fact("organization.import.failed", _("Organisation import failed"), ("why",))
Exported = fact("organization.export.made", _("Organisation exported"), ("counts",))

ContactSaved = fact("organization.contact.saved", _("External contact saved"))
ContactDeleted = fact("organization.contact.deleted", _("External contact deleted"))
