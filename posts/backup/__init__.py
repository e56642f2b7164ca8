"""Backups: all rows and pictures of one moment, in a folder of plain files.

    manifest.json         what this is: versions, migrations, the tables with their rows
    rows/posts.post.jsonl the rows of a model, one JSON object a line, by primary key
    media/...             MEDIA_ROOT, renditions included
    SHA256SUMS            the checksum of every other file: `sha256sum -c SHA256SUMS`

The form knows no database: what SQLite gave, PostgreSQL takes, and the other way round.
Rows are read in one snapshot, pictures after it, so that every picture that a post, a
page or a person has is there; of those that are still loose (`posts.uploads`), some may
have been deleted in between, which harms nobody. The folder is written beside its place
and renamed when it is whole.

Left out is what is made anew or lives for minutes: sessions, failed sign-ins, search
entries, counts of readers (`rows.LEFT_OUT`), collected static files, caches, and the
settings.
"""

FORMAT, VERSION = "liveblog backup", 1
MANIFEST, SUMS, ROWS, MEDIA = "manifest.json", "SHA256SUMS", "rows", "media"
# Signs of a file's name, and how SUMS has them in a line that begins with '\'.
ESCAPED = (("\\", r"\\"), ("\n", r"\n"), ("\r", r"\r"))


class BackupError(Exception):
    """A backup that can't be made or restored, in one sentence for the operator."""


class UnfinishedError(BackupError):
    """The rows of an older release are there, and are not yet those of this one."""
