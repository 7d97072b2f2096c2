"""The ports the organisation answers."""

from kernel.accounts.rule import SecondFactorRule
from kernel.ports import Directory, offer
from organization.directory import OrganizationDirectory, RolesNeedSecondFactor

offer(Directory, OrganizationDirectory())
offer(SecondFactorRule, RolesNeedSecondFactor())
