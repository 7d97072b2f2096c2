"""Background work for programs."""
