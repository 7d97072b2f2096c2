"""What tenants answers for the kernel."""

from kernel.files.allowance import StorageContract
from kernel.files.origins import OwnDomains
from kernel.ports import Tenancy, offer
from tenants.origins import Domains
from tenants.storage import Contracts
from tenants.tenancy import Tenants

offer(Tenancy, Tenants())
offer(StorageContract, Contracts())
offer(OwnDomains, Domains())
