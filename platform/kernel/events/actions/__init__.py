"""The few acts on the log: reading it is one of them, changing it is none."""
