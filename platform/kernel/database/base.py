"""PostgreSQL under a scope: one transaction, one search path, and no table visible otherwise."""

from __future__ import annotations

from typing import Any

from django.db import InternalError
from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.features import DatabaseFeatures
from django.db.backends.postgresql.introspection import DatabaseIntrospection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg.pq import TransactionStatus

from kernel.scope import EXTENSIONS_SCHEMA, OutsideScope, Scope, current_or_none


class Operations(DatabaseOperations):
    """Foreign keys are checked at once: a later server may refuse to decide at COMMIT."""

    def deferrable_sql(self) -> str:
        return ""


class Features(DatabaseFeatures):
    """With keys checked at once, the delete collector has to break cycles itself."""

    can_defer_constraint_checks = False


class SchemaEditor(DatabaseSchemaEditor):
    """Django's own strings hold two statements and SET CONSTRAINTS, which keys checked at once refuse."""

    sql_create_column_inline_fk = "CONSTRAINT %(name)s REFERENCES %(to_table)s(%(to_column)s)%(deferrable)s"
    sql_delete_fk = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"


class Creation(DatabaseCreation):
    """Test databases are never serialised: that would read every table outside a scope."""

    def serialize_db_to_string(self) -> str:
        return "[]"


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """A connection that only answers inside the scope it is bound to."""

    ops_class = Operations
    features_class = Features
    SchemaEditorClass = SchemaEditor
    creation_class = Creation
    introspection_class = DatabaseIntrospection

    bound: Scope | None = None
    abandoned = False
    connecting = False
    tenant = None

    @property
    def schema_name(self) -> str | None:
        """The schema that the unit of work is bound to; the migration router asks for it."""
        return self.bound.schema if self.bound else None

    def bind(self, to: Scope | None) -> None:
        """Set the search path for the transaction in hand. Raises whatever the server says."""
        self.bound = to
        with super()._cursor() as cursor:  # type: ignore[misc]
            path = f'"{to.schema}", {EXTENSIONS_SCHEMA}' if to else "''"
            cursor.execute(f"SET LOCAL search_path = {path}")

    def _cursor(self, name: str | None = None) -> Any:
        here = current_or_none()
        if not self.connecting and here is not self.bound:
            raise OutsideScope(f"the connection is bound to {self.bound}, the code runs in {here}")
        return super()._cursor(name)  # type: ignore[misc]

    def connect(self) -> None:
        # Django asks for the server's version while connecting, before any scope can be bound.
        self.connecting = True
        try:
            super().connect()
        finally:
            self.connecting = False

    def _commit(self) -> None:
        # PostgreSQL answers COMMIT of a failed transaction with a quiet ROLLBACK.
        connection = self.connection
        if connection is not None and connection.info.transaction_status == TransactionStatus.INERROR:
            raise InternalError("a database error was swallowed: this commit would keep nothing")
        super()._commit()  # type: ignore[misc]
