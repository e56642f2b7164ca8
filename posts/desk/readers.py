"""How many read the page now, in the words of the desk."""

from django.conf import settings

from posts import crowd


def words(page):
    """One line about PAGE's readers; empty for a draft, and where nobody counts."""
    number = crowd.readers(page) if page.is_public else None
    if number is None:
        return ""
    if settings.BEHIND_CACHE:
        seen = f"At least {_readers(number)}" if number else "No readers seen"
        return f"{seen} (a cache answers most)"
    if number > 1:
        return f"About {_readers(number)} now"
    return "One reader" if number else "No readers now"


def _readers(number):
    """NUMBER of readers; above 100 two figures, since more would pretend to know."""
    if number > 100:
        number = round(number, 2 - len(str(number)))
    return "one reader" if number == 1 else f"{number:,} readers"
