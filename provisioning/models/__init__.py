"""Rows of the public schema about coming in, being made and being looked after."""

from provisioning.models.pool import Heartbeat, PoolTarget
from provisioning.models.signup import AddressClaim, Asked, Creation, HandOver, SignUp
from provisioning.models.staff import StaffGrant

__all__ = ["AddressClaim", "Asked", "Creation", "HandOver", "Heartbeat", "PoolTarget", "SignUp", "StaffGrant"]
