"""Where the pages stand: /settings/ on a tenant's host, the own settings on the console too."""

from django.urls import path

from kernel.preferences.views import enumerations, pictures, settings

urlpatterns = [
    path("", settings.home, name="home"),
    path("company/", settings.company, name="company"),
    path("mine/", settings.mine, name="mine"),
    path("units/<uuid:unit>/", settings.unit, name="unit"),
    path("enumerations/", enumerations.enumerations, name="enumerations"),
    path("enumerations/<str:key>/", enumerations.enumeration, name="enumeration"),
    path("enumerations/<str:key>/deletion/", enumerations.delete, name="enumeration_deletion"),
    path("enumerations/<str:key>/order/", enumerations.order, name="order"),
    path("enumerations/<str:key>/items/", enumerations.add, name="items"),
    path("enumerations/<str:key>/items/<uuid:item>/", enumerations.item, name="item"),
    path("enumerations/<str:key>/items/<uuid:item>/retirement/", enumerations.retirement, name="retirement"),
    path("enumerations/<str:key>/items/<uuid:item>/deletion/", enumerations.item_deletion, name="item_deletion"),
    path("pictures/<str:key>/", pictures.picture, name="picture"),
    path("<str:place>/<str:key>/reset/", settings.reset, name="reset"),
    path("<str:place>/<str:key>/lock/", settings.lock, name="lock"),
    path("<str:place>/<str:key>/unlock/", settings.unlock, name="unlock"),
]

console_urlpatterns = [
    path("mine/", settings.mine, name="mine"),
    path("<str:place>/<str:key>/reset/", settings.reset, name="reset"),
]
