"""The only place of provisioning that writes."""
