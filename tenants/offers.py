"""What tenants answers for the kernel."""

from kernel.ports import Tenancy, offer
from tenants.tenancy import Tenants

offer(Tenancy, Tenants())
