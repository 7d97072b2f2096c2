"""Provisioning: the life of a tenant, from the showcase of the first start onwards."""
