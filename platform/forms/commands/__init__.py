"""The subcommands of `tongban` that belong to forms: one file, one command."""
