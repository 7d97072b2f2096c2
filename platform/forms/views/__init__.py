"""The pages of forms and records."""
