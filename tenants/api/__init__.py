"""The tenant itself for programs."""
