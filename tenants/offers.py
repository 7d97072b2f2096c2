"""What tenants answers for the kernel."""

from kernel.files.allowance import StorageContract
from kernel.ports import Tenancy, offer
from tenants.storage import Contracts
from tenants.tenancy import Tenants

offer(Tenancy, Tenants())
offer(StorageContract, Contracts())
