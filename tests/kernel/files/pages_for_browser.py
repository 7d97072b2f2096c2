"""The tenant's addresses, and a page with upload fields on it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from kernel.config.urls_tenant import urlpatterns as tenant
from kernel.files.forms import UploadField
from kernel.web.access import actor_of, signed_in
from tests.kernel.files.test_pages import OWN

TEMPLATE = """{% extends base %}{% block title %}附件{% endblock %}{% block content %}
{% pagehead "请假申请" %}{% endpagehead %}
{% panel %}<form method="post" class="form-lines">{% csrf_token %}{% formerrors form %}{% fields form %}
<div class="buttons"><button class="btn btn-primary">提交</button></div></form>{% endpanel %}
{% if kept %}<p id="kept">{{ kept|join:"|" }}</p>{% endif %}{% endblock %}"""


class LeaveForm(forms.Form):
    """A form with files in it."""

    reason = forms.CharField(label="事由")

    def __init__(self, *given: object, by: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.fields["attachments"] = UploadField(OWN, by=by, required=False, label="附件")  # type: ignore[arg-type]


@signed_in
def leave(request: HttpRequest) -> HttpResponse:
    """The page."""
    form = LeaveForm(request.POST or None, by=actor_of(request))
    kept = [file.name for file in form.cleaned_data["attachments"]] if form.is_valid() else []
    template = engines["django"].from_string(TEMPLATE)
    return HttpResponse(template.render({"base": "web/shell.html", "form": form, "kept": kept}, request))


urlpatterns = [*tenant, path("leave/", leave)]
