"""Addresses of the vendor's console."""

from django.urls import path

from provisioning.views import console_mail, console_overview, console_staff, console_tenants, console_upkeep

patterns = [
    path("", console_overview.home, name="console"),
    path("creations/<uuid:pk>/retry/", console_overview.try_again, name="creation_retry"),
    path("tenants/", console_tenants.listing, name="tenants"),
    path("tenants/<uuid:pk>/", console_tenants.detail, name="tenant"),
    path("tenants/<uuid:pk>/suspension/", console_tenants.suspension, name="tenant_suspension"),
    path("tenants/<uuid:pk>/resumption/", console_tenants.resumption, name="tenant_resumption"),
    path("tenants/<uuid:pk>/erasure/", console_tenants.erasure, name="tenant_erasure"),
    path("tenants/<uuid:pk>/erasure/withdrawal/", console_tenants.withdrawal, name="tenant_withdrawal"),
    path("tenants/<uuid:pk>/conversion/", console_tenants.conversion, name="tenant_conversion"),
    path("tenants/<uuid:pk>/contract/", console_tenants.contract, name="tenant_contract"),
    path("tenants/<uuid:pk>/modules/new/", console_tenants.new_module, name="tenant_module"),
    path("tenants/<uuid:pk>/modules/<uuid:grant>/removal/", console_tenants.module_removal, name="module_removal"),
    path("pool/", console_upkeep.pool_page, name="pool"),
    path("pool/filling/", console_upkeep.filling, name="pool_filling"),
    path("pool/<slug:stock>/wanted/", console_upkeep.wanted, name="pool_wanted"),
    path("upgrades/", console_upkeep.upgrade_page, name="upgrades"),
    path("upgrades/<uuid:pk>/", console_upkeep.upgrade_progress, name="upgrade_progress"),
    path("staff/", console_staff.listing, name="staff"),
    path("staff/new/", console_staff.new_member, name="staff_new"),
    path("staff/<uuid:pk>/roles/new/", console_staff.new_role, name="staff_role"),
    path("staff/roles/<uuid:pk>/revocation/", console_staff.revocation, name="staff_revocation"),
    path("staff/<uuid:pk>/deactivation/", console_staff.deactivation, name="staff_deactivation"),
    path("staff/<uuid:pk>/reactivation/", console_staff.reactivation, name="staff_reactivation"),
    path("mail/", console_mail.listing, name="mails"),
    path("mail/<str:pk>/", console_mail.detail, name="mail"),
]
