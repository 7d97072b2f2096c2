"""The subcommands of `tongban` that belong to no single package: one file, one command."""
