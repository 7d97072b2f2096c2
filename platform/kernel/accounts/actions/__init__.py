"""What changes accounts: making and switching off, passwords, second factors, signing in and out."""
