"""The addresses of the public site."""

from kernel.config.mounts import errors, gather

urlpatterns = gather("site_urlpatterns")
globals().update(errors())
