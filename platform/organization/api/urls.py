"""Where the API of the organisation stands: /api/v1/organization/<nouns>/."""

from organization.api.endpoints import Departments, Groups, Levels, People, Posts, Units
from organization.api.keeping import Administrators, Contacts, Imports, Reorganisations, Roles, WorkScope

routes = [
    ("units", Units),
    ("departments", Departments),
    ("posts", Posts),
    ("levels", Levels),
    ("people", People),
    ("groups", Groups),
    ("roles", Roles),
    ("administrators", Administrators),
    ("work-scope", WorkScope),
    ("reorganisations", Reorganisations),
    ("imports", Imports),
    ("contacts", Contacts),
]
