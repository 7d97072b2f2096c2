"""Accounts, their passwords' way back, and the tallies that slow guessing down."""

from kernel.accounts.models.account import Account, AccountManager
from kernel.accounts.models.reset import PasswordReset
from kernel.accounts.models.tally import Tally

__all__ = ["Account", "AccountManager", "PasswordReset", "Tally"]
