"""The pages of settings and enumerations."""
