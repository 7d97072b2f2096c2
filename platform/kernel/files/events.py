"""What is told about files."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

FileUploaded = fact("files.file.uploaded", _("File uploaded"), fields=("purpose", "size"))
FileRefused = fact("files.file.refused", _("File refused"), fields=("reason",))
FileRenamed = fact("files.file.renamed", _("File renamed"))
FileDeleted = fact("files.file.deleted", _("File deleted"))
FileRestored = fact("files.file.restored", _("File restored"))
FilePurged = fact("files.file.purged", _("File deleted for good"), fields=("size",))
FileScanned = fact("files.file.scanned", _("File scanned for viruses"), fields=("result",))
FileDamaged = fact("files.file.damaged", _("File damaged or missing in the store"), fields=("reason",))
