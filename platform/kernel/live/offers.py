"""The shell asks where a page listens; this package answers."""

from kernel.live.address import LiveAddresses
from kernel.ports import offer
from kernel.web.shell import Live

offer(Live, LiveAddresses())
