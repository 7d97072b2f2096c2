"""Where the API of the organisation stands: /api/v1/organization/<nouns>/."""

from organization.api.endpoints import Departments, Groups, Levels, People, Posts, Units

routes = [
    ("units", Units),
    ("departments", Departments),
    ("posts", Posts),
    ("levels", Levels),
    ("people", People),
    ("groups", Groups),
]
