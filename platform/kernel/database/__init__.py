"""The database backend that binds a tenant to the transaction (ENGINE = "kernel.database")."""
