"""The rows about files: the file, whose schema it is, and how much is used."""

from kernel.files.models.file import File
from kernel.files.models.usage import Owner, Usage

__all__ = ["File", "Owner", "Usage"]
