"""The function rights over the event log: those of a tenant are declared by the organization, which reserves them for
administrators, those of the console by tenants."""

READ = "audit.read"
READ_ON_CONSOLE = "console.operations"
RETRY = "system.manage"
RETRY_ON_CONSOLE = "console.operations"
