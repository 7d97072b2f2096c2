"""Settings and enumerations for programs."""
