"""What provisioning answers for the kernel."""

from kernel.ports import StaffDirectory, offer
from provisioning.staff import Staff

offer(StaffDirectory, Staff())
