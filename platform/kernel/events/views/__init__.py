"""Pages of the audit log, and of effects that were given up."""
