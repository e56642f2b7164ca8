"""Notes that somebody who is signed in did something, so that the session goes on."""

import logging

from django.db import DatabaseError

# An open desk asks for these by itself, whether anybody sits there or not. What is
# typed shows in the previews: the desk asks for one whenever the text changes.
BY_ITSELF = {"desk_updates", "desk_typing"}
# And for these as somebody types or turns to another text.
IN_PASSING = {"desk_preview", "desk_dropped"}

logger = logging.getLogger(__name__)


class ActivityMiddleware:
    """Touches the session after a request that looked at it; never a reader's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if request.session.accessed and match and match.url_name not in BY_ITSELF:
            try:
                request.session.touch()
            except DatabaseError as error:
                # The answer is there; a database that is busy now is asked next time.
                logger.warning("A session's use was not noted: %s", error)
        return response
