"""Sessions and tokens against forgery, which only those who sign in have."""

from django.contrib.sessions.middleware import SessionMiddleware
from django.utils.cache import patch_vary_headers


class SilentSessionMiddleware(SessionMiddleware):
    """Django's own, but a session's cookie is dropped only by an act that ends it.

    Django's has the browser drop whatever cookie leads to no session. On a public
    answer a cache could hand that on to an editor. And the answer to what a desk asked
    just before its editor signed in again would, if it came after, take the cookie of
    the new session.
    """

    def process_response(self, request, response):
        session = request.session
        if not session.accessed:
            return response
        if session.is_empty() and not session.modified:
            patch_vary_headers(response, ("Cookie",))
            return response
        return super().process_response(request, response)


def silent_csrf(get_response):
    """Let no broken CSRF cookie be renewed unasked: a view that needs one sets it.

    Django's middleware, which comes before, does so on every answer, public ones too.
    """

    def middleware(request):
        request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
        return get_response(request)

    return middleware
