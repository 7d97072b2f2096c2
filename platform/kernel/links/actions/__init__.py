"""The only place that writes links."""
