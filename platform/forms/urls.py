"""Where the pages stand: /forms/ on a tenant's host."""

from django.urls import path

from forms.views import entering, lists

urlpatterns = [
    path("", lists.forms, name="forms"),
    path("<uuid:form>/", lists.records, name="records"),
    path("<uuid:form>/new/", entering.new, name="new"),
    path("records/<uuid:record>/", entering.record, name="record"),
    path("records/<uuid:record>/edit/", entering.edit, name="edit"),
    path("records/<uuid:record>/print/", entering.printed, name="print"),
    path("records/<uuid:record>/deletion/", entering.deletion, name="deletion"),
]
