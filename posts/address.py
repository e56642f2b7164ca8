"""Where a request comes from, as far as it can be believed."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

# One household or office has a whole network of this size, and changes within it.
IPV6_PREFIX = 64


def address_of(request):
    """The asker's address as text; None if there is none, as behind a Unix socket.

    With BEHIND_PROXY the last one in X-Forwarded-For, which our proxy wrote: whatever
    stands before it, the asker may have made up. Without it, nothing but the
    connection's own address.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        said = forwarded.rpartition(",")[2].strip() or said
    return _plain(said) and str(_plain(said))


def network_of(request):
    """`address_of`, for IPv6 the first address of its network, to count failures by."""
    address = _plain(address_of(request) or "")
    if isinstance(address, IPv6Address):
        network = ip_network((address.packed, IPV6_PREFIX), strict=False)
        return str(network.network_address)
    return address and str(address)


def _plain(text):
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        # A zone (%eth0) means something on the other machine only.
        address = IPv6Address(address.packed)
        return address.ipv4_mapped or address
    return address
