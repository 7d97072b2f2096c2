"""The pages and the small JSON interface of files. None of them touches a byte of a content."""

from kernel.files.views.files import content, deletion, detail, name, restoration
from kernel.files.views.uploads import completion, parts, upload, uploads

__all__ = ["completion", "content", "deletion", "detail", "name", "parts", "restoration", "upload", "uploads"]
