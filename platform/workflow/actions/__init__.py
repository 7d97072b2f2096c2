"""The acts of processes. Every act on a matter locks its row first and compares its revision."""
