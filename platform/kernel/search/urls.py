"""The addresses of the search."""

from django.urls import path

from kernel.search import views

urlpatterns = [
    path("", views.results, name="results"),
    path("hits/", views.hits, name="hits"),
]
