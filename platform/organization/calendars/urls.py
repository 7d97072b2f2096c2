"""Where the pages stand: /working-calendar/ on a tenant's host."""

from django.urls import path

from organization.calendars.views import calendars, changes

urlpatterns = [
    path("", calendars.home, name="home"),
    path("new/", calendars.make, name="make"),
    path("<uuid:calendar>/<int:year>/", calendars.year, name="year"),
    path("<uuid:calendar>/<int:year>/takeover/", calendars.takeover, name="takeover"),
    path("<uuid:calendar>/edit/", calendars.edit, name="edit"),
    path("<uuid:calendar>/deletion/", calendars.deletion, name="deletion"),
    path("<uuid:calendar>/week/", changes.week, name="week"),
    path("<uuid:calendar>/week/removal/", changes.week_removal, name="week_removal"),
    path("<uuid:calendar>/days/", changes.day, name="day"),
]
