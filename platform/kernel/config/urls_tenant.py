"""The addresses of a tenant's site."""

from kernel.config.mounts import errors, gather

urlpatterns = gather("urlpatterns")
globals().update(errors())
