"""Endpoints under /api/v1/forms/."""

from forms.api.definitions import Forms, Grants
from forms.api.numbers import Numberings, Numbers
from forms.api.records import Records

routes = [
    ("forms", Forms),
    ("grants", Grants),
    ("records", Records),
    ("numberings", Numberings),
    ("numbers", Numbers),
]
