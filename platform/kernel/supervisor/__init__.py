"""The one start command: every service and process of an installation under one supervisor.

It needs nothing but the locked dependencies: PostgreSQL, Valkey and the object store come as wheels.
Nothing here imports Django; what needs it runs as a child.
"""
