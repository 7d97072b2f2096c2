"""`tokens__fits`: the operator @@ with a tsquery that is taken as written, word for word."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup


@SearchVectorField.register_lookup
class Fits(Lookup):  # takes its argument for type checkers only
    """Django's own search would send the query through a dictionary, which knows no pairs of characters."""

    lookup_name = "fits"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """left @@ 'a' & 'b':*"""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*params, self.rhs]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        """The text itself."""
        return "%s", [value]
