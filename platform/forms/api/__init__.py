"""Forms for programs."""
