"""Pages about accounts: signing in and out, passwords, second factors, profile, sessions."""
