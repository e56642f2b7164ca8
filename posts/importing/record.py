"""Reading a JSON object strictly: every complaint names the place, none is a guess.

A place is written as in 'posts[3].images[0].alt', counted from 0.
"""

import datetime

from posts.importing.document import SourceError


class Record:
    """One JSON object; `place` is where it stands, empty for the whole.

    Each method reads one field and gives its empty value where the field is left
    out. `done` refuses the fields that nobody asked for. All raise SourceError.
    """

    def __init__(self, values, place=""):
        self.place = place
        self._values = values
        self._known = set()
        if not isinstance(values, dict):
            raise SourceError(f"{place}: must be an object")

    def text(self, name):
        return self._read(name, "", str, "a text")

    def flag(self, name):
        return self._read(name, False, bool, "true or false")

    def number(self, name):
        """A whole number, or None."""
        value = self._read(name, None, int | None, "a whole number or null")
        if isinstance(value, bool):
            raise self.error(name, "must be a whole number or null")
        return value

    def text_or_none(self, name):
        return self._read(name, None, str | None, "a text or null")

    def choice(self, name, choices):
        """One of CHOICES, of which the first is meant where the field is left out."""
        value = self._read(name, choices[0], str, "a text")
        if value not in choices:
            known = ", ".join(f"'{choice}'" for choice in choices)
            raise self.error(name, f"'{value[:60]}' is none of {known}")
        return value

    def moment(self, name):
        """A date and time with its offset from UTC as an aware datetime, or None."""
        value = self.text_or_none(name)
        if value is None:
            return None
        try:
            moment = datetime.datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise self.error(name, "the time needs its offset from UTC, such as Z")
            if not 1 < moment.year < 9999:  # which no other zone may have
                raise ValueError
            return moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            raise self.error(
                name, "write the time as '2025-02-03T16:14:00Z', or null"
            ) from None

    def texts(self, name):
        values = self._read(name, [], list, "a list")
        for number, value in enumerate(values):
            if not isinstance(value, str):
                raise self.error(f"{name}[{number}]", "must be a text")
        return tuple(values)

    def record(self, name):
        """The object in the field, or None."""
        value = self._read(name, None, dict | None, "an object or null")
        return None if value is None else Record(value, self._place_of(name))

    def records(self, name):
        values = self._read(name, [], list, "a list")
        place = self._place_of(name)
        return [Record(value, f"{place}[{n}]") for n, value in enumerate(values)]

    def error(self, name, message):
        """The SourceError that says MESSAGE of the field NAME, to be raised."""
        return SourceError(f"{self._place_of(name)}: {message}")

    def done(self):
        for name in self._values:
            if name not in self._known:
                raise self.error(name[:60], "there is no such field")

    def _read(self, name, empty, kind, says):
        self._known.add(name)
        value = self._values.get(name, empty)
        if not isinstance(value, kind):
            raise self.error(name, f"must be {says}")
        return value

    def _place_of(self, name):
        return f"{self.place}.{name}" if self.place else name
