"""The first page after signing in, until a company arranges spaces of its own."""
