"""The manifest of the files."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class FilesConfig(ModuleConfig):
    """Files of a tenant in the object store: sent and fetched by signed addresses, never through us."""

    name = "kernel.files"
    label = "files"
    slug = "files"
    title = _("Files")
    icon = "file"
    schedule = (
        Every(days=1, run="kernel.files.tasks.sweep"),
        Every(days=1, run="kernel.files.tasks.check_sample"),
        Every(minutes=10, run="kernel.files.tasks.inspect_waiting"),
        Every(days=1, run="kernel.files.tasks.allow_pages", where="public"),
    )
