"""The twin test: two tenants with the same ids, and everything there is replayed on one with what the other has."""
