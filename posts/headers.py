"""Headers that answers carry whatever they say; the policies are in the settings.

Django's own middleware has the rest: HSTS, the opener and the referrer policy, and
django-csp what a page may load.
"""

from functools import wraps

from django.conf import settings

POLICY = "Content-Security-Policy"
OWNERS = "Cross-Origin-Resource-Policy"
# A browser takes an answer for what its type says, and shows it to us alone.
EVERYWHERE = {"X-Content-Type-Options": "nosniff", OWNERS: "same-origin"}
# What no page of ours asks a browser for, and no player in it can ask for either; what
# may run no script asks for nothing.
# Players play, fill the screen and stay in sight; Share writes to the clipboard.
REFUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation"),
    *("gyroscope", "hid", "magnetometer", "microphone", "midi", "payment"),
    *("serial", "usb", "xr-spatial-tracking"),
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in REFUSED)


class Headers:
    """Middleware, before all others so that what they refuse has the headers, too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault(OWNERS, "cross-origin")
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and "script-src" in response.get(POLICY, "script-src"):
            response["Permissions-Policy"] = PERMISSIONS
        return response


def for_other_sites(view):
    """A VIEW whose answers the pages of other sites may show."""

    @wraps(view)
    def shown_anywhere(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response[OWNERS] = "cross-origin"
        return response

    return shown_anywhere


def of_an_answer_of_our_own(is_secure):
    """Pairs for an answer with a body that does not come from Django."""
    pairs = list(EVERYWHERE.items())
    if is_secure and settings.SECURE_HSTS_SECONDS:
        said = f"max-age={settings.SECURE_HSTS_SECONDS}"
        said += "; includeSubDomains" * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
        said += "; preload" * settings.SECURE_HSTS_PRELOAD
        pairs.append(("Strict-Transport-Security", said))
    return pairs
