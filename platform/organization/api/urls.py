"""Where the API of the organisation stands: /api/v1/organization/<nouns>/."""

from organization.api.changes import Imports, Reorganisations, Steps
from organization.api.contacts import Contacts
from organization.api.groups import Groups
from organization.api.people import People, Positions
from organization.api.rights import Administrators, Grants, Menus, Rights, Roles, WorkScope
from organization.api.structure import Departments, Group, Levels, Posts, Units

routes = [
    ("group", Group),
    ("units", Units),
    ("departments", Departments),
    ("posts", Posts),
    ("levels", Levels),
    ("people", People),
    ("positions", Positions),
    ("groups", Groups),
    ("contacts", Contacts),
    ("roles", Roles),
    ("grants", Grants),
    ("rights", Rights),
    ("menus", Menus),
    ("administrators", Administrators),
    ("work-scope", WorkScope),
    ("reorganisations", Reorganisations),
    ("steps", Steps),
    ("imports", Imports),
]
