"""Watching: health, metrics, errors and request logs, all with the same tenant and request ids."""
