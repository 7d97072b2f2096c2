"""The addresses of the vendor's console."""

from kernel.config.mounts import errors, gather

urlpatterns = gather("console_urlpatterns")
globals().update(errors())
