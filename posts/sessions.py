"""Sessions and tokens against forgery, which only those who sign in have."""

from django.contrib.sessions.middleware import SessionMiddleware


class SilentSessionMiddleware(SessionMiddleware):
    """Django's own, but for an answer that looked into no session: that stays as it is.

    Django's takes a cookie that can't be a session's for a session that has ended, and
    has the browser drop it. On a public answer a cache could hand that on to an editor.
    """

    def process_response(self, request, response):
        if not request.session.accessed:
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
