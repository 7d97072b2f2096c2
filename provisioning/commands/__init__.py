"""What `tongban` can do about the life of tenants."""
