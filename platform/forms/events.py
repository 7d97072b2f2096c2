"""Facts of forms, their records and numbers."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

FormCreated = fact("forms.form.created", _("Form created"))
FormDrawn = fact("forms.form.drawn", _("Draft of a form saved"), ("faults",))
FormPublished = fact("forms.form.published", _("Form published"), ("version", "digest", "changed"))
FormStopped = fact("forms.form.stopped", _("Form stopped"))
FormGranted = fact("forms.form.granted", _("Right to a form given"), ("principal", "right"))
FormRevoked = fact("forms.form.revoked", _("Right to a form taken away"), ("principal", "right"))

RecordCreated = fact("forms.record.created", _("Record begun"), ("form", "fields"))
RecordChanged = fact("forms.record.changed", _("Record changed"), ("form", "rev", "fields"))
RecordSubmitted = fact("forms.record.submitted", _("Record submitted"), ("form", "rev", "fields", "numbers"))
RecordDeleted = fact("forms.record.deleted", _("Record deleted"), ("form", "reason"))

NumberingSet = fact("forms.numbering.set", _("Numbering set"))
NumberVoided = fact("forms.number.voided", _("Number voided"), ("rule", "reason"))
