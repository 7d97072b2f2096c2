"""The ports the organisation answers."""

from kernel.accounts.rule import SecondFactorRule
from kernel.ports import Directory, offer
from kernel.web.shell import Seats
from organization.directory import OrganizationDirectory, OrganizationSeats, RolesNeedSecondFactor

offer(Directory, OrganizationDirectory())
offer(SecondFactorRule, RolesNeedSecondFactor())
offer(Seats, OrganizationSeats())
