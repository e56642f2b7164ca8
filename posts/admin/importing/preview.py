"""What an import would do, for an editor to look at before anything is written.

Made anew at every step from the source and what was typed: reading is deterministic,
and the importer's dry run says what would become of each post.
"""

from bisect import bisect_right
from dataclasses import replace
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from posts.characters import for_xml
from posts.importing import furniture, importer
from posts.importing.document import SourceError
from posts.importing.reading import FORMATS, read
from posts.importing.source import TIME_ZONE, Source
from posts.publishing import PublishingError

from . import corrections
from .table import LEFT, OUTCOMES, Row

# How the readers begin to say at which line a JSON or XML breaks off.
BROKEN = ("this is no JSON", "this is no XML")
REFUSALS = (SourceError, importer.ImportRefusedError, PublishingError)


class Preview:
    """A source as it was understood, and what an import of it would do.

    `error` is what stands against the whole import, in words, and `line` where;
    `form` carries what is wrong with a setting. `parsed`, `rows` and `report` are
    there as far as the source could be read; without a dry run there is no report.
    """

    def __init__(self, stored, form, user, *, dry_run=True):
        self.stored = stored
        self.form = form
        self.user = user
        self.source = Source(bytes(stored.data), stored.name)
        self.parsed = None
        self.report = None
        self.rows = []
        self.notes_as_drafts = []
        self.loose_problems = []
        self.lost = []
        self.error = ""
        self.line = None
        self.is_in_lines = False
        if form.is_valid():
            self._read()
        if self.parsed:
            self._correct()
            self._place_problems()
            self._refuse_others_page()
        if dry_run and self.parsed and not self.error:
            self._try()

    def run(self, **how):
        """Import, or raise one of REFUSALS."""
        return self._import(self._own_rows, **how)

    def refuse(self, error):
        """Take ERROR, which stands against the import, into the words to show."""
        message = for_xml(_words(error))
        self.report = None
        self.error = self.form.in_words(message)
        self.line = getattr(error, "line", None)
        self.is_in_lines = self.is_text or message.startswith(BROKEN)
        for name in self.form.fields_of(message):
            if self.error not in self.form.errors.get(name, []):
                self.form.add_error(name, self.error)

    # What was understood

    @property
    def is_ready(self):
        """Whether nothing is known that stands against the import."""
        return bool(self.parsed) and not self.error and not self.faulty

    @cached_property
    def faulty(self):
        """The rows with errors."""
        return [row for row in self.rows if row.is_faulty]

    @property
    def title(self):
        own = for_xml(self.parsed.title) if self.parsed else ""
        return self.form.cleaned_data.get("title") or own

    @property
    def format_says(self):
        return FORMATS[self.parsed.format].says

    @property
    def is_text(self):
        return self.source.kind == "text"

    @property
    def place(self):
        """What the numbers of posts and problems count."""
        return "Line" if self.is_text else "No."

    @property
    def summary(self):
        return [for_xml(point) for point in self.parsed.summary]

    @property
    def standfirst(self):
        return for_xml(self.parsed.standfirst)

    @property
    def edited_by(self):
        return for_xml(self.parsed.edited_by)

    @property
    def notes(self):
        """What there is to say of the source and of the import as a whole."""
        notes = [*self.parsed.notes, *(self.report.notes if self.report else [])]
        notes += [f"As drafts: {note}" for note in self.notes_as_drafts]
        return [self.form.in_words(for_xml(note)) for note in notes]

    @property
    def counts(self):
        """(number, words) of posts by outcome, pictures, problems, lines left out."""
        pictures = sum(len(row.post.images) for row in self._own_rows)
        counts = [
            (sum(row.says == says for row in self.rows), says)
            for says in (*OUTCOMES.values(), LEFT)
        ] + [
            (len(self.faulty), "to correct"),
            _counted(pictures, "picture"),
            _counted(len(self.parsed.problems), "doubtful line", "kept"),
            _counted(len(self.parsed.left_out), "line", "left out"),
        ]
        return [(number, says) for number, says in counts if number]

    # The page that it becomes

    @cached_property
    def target(self):
        """The page that the source would be imported into, if it exists."""
        try:
            return furniture.find_page(self.parsed, self._settings())
        except importer.ImportRefusedError:
            return None

    @cached_property
    def zone(self):
        if self.target:
            return self.target.zone
        name = self.form.cleaned_data["time_zone"] or self.parsed.time_zone
        try:
            return ZoneInfo(name or TIME_ZONE)
        except (ValueError, OSError, KeyError):
            return ZoneInfo(TIME_ZONE)

    # Steps

    def _read(self):
        wanted = self.form.wanted()
        if not wanted.time_zone:
            named = self.form.cleaned_data
            zone = furniture.zone_of_named_page(named["title"], named["slug"])
            wanted = replace(wanted, time_zone=zone)
        try:
            self.parsed = read(self.source, wanted)
        except SourceError as error:
            self.refuse(error)

    def _correct(self):
        now = timezone.now()
        typed = dict(self.stored.corrections)
        self.rows = [
            Row.of(key, said, typed.pop(key, {}), self.zone, now)
            for key, said in corrections.keyed(self.parsed.posts).items()
        ]
        self.lost = [lost for lost in typed.values() if lost.keys() - {"of", "leave"}]

    def _place_problems(self):
        """Each problem beside its post; the others on top."""
        rows = sorted(self.rows, key=lambda row: row.line)
        lines = [row.line for row in rows]
        for problem in self.parsed.problems:
            problem = replace(problem, text=for_xml(problem.text))
            at = bisect_right(lines, problem.line) - 1
            if at >= 0 and problem.line <= max(rows[at].post.last_line, lines[at]):
                rows[at].problems.append(problem)
            else:
                self.loose_problems.append(problem)

    def _refuse_others_page(self):
        if self.target and not self.user.has_perm("posts.change_livepage"):
            address = self.target.get_absolute_url()
            words = f"You may not change the page at {address}: choose another --slug."
            self.refuse(importer.ImportRefusedError(words))

    def _try(self):
        """The dry run, of the posts that can be imported at all."""
        fitting = [row for row in self.rows if not row.is_faulty]
        try:
            self.report = self._import(fitting, dry_run=True)
        except REFUSALS as error:
            self.refuse(error)
            return
        found = self.report.rows
        for row, became in zip(fitting, found, strict=False):
            row.outcome, row.note = became.outcome, became.note
        shown = fitting
        if len(fitting) == len(self.rows):
            missing = found[len(fitting) :]
            self.rows += [Row.stored(row, self.zone) for row in missing]
            shown = self.rows
        if self.target or any(row.post.working_copy for row in fitting):
            self._try_as_drafts(fitting, shown)

    def _try_as_drafts(self, fitting, shown):
        """What 'Import as drafts' does otherwise; told of the rows SHOWN.

        It costs a second dry run, and matters where something may be left alone.
        """
        report = self._import(fitting, dry_run=True, as_drafts=True)
        for row, became in zip(shown, report.rows, strict=False):
            if (row.outcome, row.note) != (became.outcome, became.note):
                row.as_draft = became.note
        known = self.report.notes
        self.notes_as_drafts = [note for note in report.notes if note not in known]

    @property
    def _own_rows(self):
        return [row for row in self.rows if row.post]

    def _import(self, rows, **how):
        posts = tuple(row.post for row in rows)
        leave = frozenset(n for n, row in enumerate(rows) if row.leave)
        parsed = replace(self.parsed, posts=posts)
        return importer.import_page(parsed, self._settings(leave=leave, **how))

    def _settings(self, **how):
        names = ("title", "slug", "time_zone", "withdraw_missing")
        typed = {name: self.form.cleaned_data[name] for name in names}
        return importer.Settings(**typed, by=self.user, **how)


def _words(error):
    if isinstance(error, SourceError):
        return error.message
    if isinstance(error, PublishingError):
        return " ".join(error.messages)
    return str(error)


def _counted(number, noun, more=""):
    return number, f"{noun}{'s' * (number != 1)} {more}".strip()
