"""Facts about pages."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

ViewSaved = fact("web.view.saved", _("View of a list saved"), fields=("list", "is_shared"))
ViewRemoved = fact("web.view.removed", _("View of a list removed"), fields=("list",))
ColumnsChosen = fact("web.columns.chosen", _("Columns of a list chosen"), fields=("list", "columns"))
ListExported = fact("web.list.exported", _("List exported"), fields=("list", "format", "query"))
ExportAsked = fact("web.export.asked", _("Export of a long list asked for"), fields=("list", "format", "query", "rows"))
ExportFinished = fact("web.export.finished", _("Export of a long list finished"), fields=("list", "format", "account"))
ExportFailed = fact("web.export.failed", _("Export of a long list failed"), fields=("list", "format", "account"))
ExportsCleared = fact("web.exports.cleared", _("Old exports cleared away"), fields=("count",))
