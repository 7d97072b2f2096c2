"""Notices for programs: one's own, and how one likes to be told."""
