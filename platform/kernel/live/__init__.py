"""The live stream: what changed, told to open pages within a second. README.md says how a page listens."""

from kernel.live.publishing import hang_up, publish

__all__ = ["hang_up", "publish"]
