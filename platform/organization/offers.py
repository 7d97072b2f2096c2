"""The ports the organisation answers."""

from kernel.accounts.keeper import AccountKeeper
from kernel.accounts.rule import SecondFactorRule
from kernel.ports import Directory, offer
from kernel.web.shell import Seats
from organization.directory import (
    AppointmentsKeepAccounts,
    OrganizationDirectory,
    OrganizationSeats,
    RolesNeedSecondFactor,
)

offer(Directory, OrganizationDirectory())
offer(AccountKeeper, AppointmentsKeepAccounts())
offer(SecondFactorRule, RolesNeedSecondFactor())
offer(Seats, OrganizationSeats())
