"""Accounts for programs: one's own profile, second factors and places of sign-in."""
