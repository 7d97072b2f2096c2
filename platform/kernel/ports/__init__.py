"""Ports: questions that a higher floor or another module answers, each with a null answer."""

from kernel.ports.directory import Directory, StaffDirectory, directory
from kernel.ports.sockets import offer, port
from kernel.ports.tenancy import Tenancy, tenancy

__all__ = ["Directory", "StaffDirectory", "Tenancy", "directory", "offer", "port", "tenancy"]
