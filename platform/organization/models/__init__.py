"""The nouns of the organisation."""

from organization.models.administrator import Administrator
from organization.models.changeset import ChangeSet, ChangeStep
from organization.models.contact import Contact
from organization.models.department import Department, DepartmentHead
from organization.models.group import GroupInfo
from organization.models.importrun import ImportRun
from organization.models.level import Level
from organization.models.person import Departure, Person, Suspension
from organization.models.persongroup import PersonGroup, PersonGroupMember
from organization.models.position import Position
from organization.models.post import Post
from organization.models.role import Role, RoleGrant
from organization.models.unit import Unit
from organization.models.workscope import WorkScopeRule

__all__ = [
    "Administrator",
    "ChangeSet",
    "ChangeStep",
    "Contact",
    "Department",
    "DepartmentHead",
    "Departure",
    "GroupInfo",
    "ImportRun",
    "Level",
    "Person",
    "PersonGroup",
    "PersonGroupMember",
    "Position",
    "Post",
    "Role",
    "RoleGrant",
    "Suspension",
    "Unit",
    "WorkScopeRule",
]
