"""The addresses of files, on tenants' hosts and on the console."""

from django.urls import path

from kernel.files import views

urlpatterns = [
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/<uuid:id>/", views.upload, name="upload"),
    path("uploads/<uuid:id>/parts/", views.parts, name="parts"),
    path("uploads/<uuid:id>/completion/", views.completion, name="completion"),
    path("<uuid:id>/", views.detail, name="file"),
    path("<uuid:id>/content/", views.content, name="content"),
    path("<uuid:id>/name/", views.name, name="name"),
    path("<uuid:id>/deletion/", views.deletion, name="deletion"),
    path("<uuid:id>/restoration/", views.restoration, name="restoration"),
]
