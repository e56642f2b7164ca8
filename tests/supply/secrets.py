"""Looks for keys and passwords in the files of the repository, with detect-secrets.

`python -m tests.supply.secrets [FILE…]` names each place, in `make lint`. What is meant
to stand there, such as a key that a test made up, gets `# pragma: allowlist secret` on
its line.
"""

import subprocess
import sys
from functools import cache

from detect_secrets.core.plugins import initialize
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

from tests.supply.locks import ROOT

# Those that know the shape of a key. Not those that go by entropy: hashes and made-up
# identifiers are all over the place.
SHAPES = (
    *("ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector"),
    *("BasicAuthDetector", "CloudantDetector", "DiscordBotTokenDetector"),
    *("GitHubTokenDetector", "GitLabTokenDetector", "IbmCloudIamDetector"),
    *("JwtTokenDetector", "MailchimpDetector", "NpmDetector", "OpenAIDetector"),
    *("PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector"),
    *("SlackDetector", "SoftlayerDetector", "SquareOAuthDetector", "StripeDetector"),
    *("TelegramBotTokenDetector", "TwilioKeyDetector"),
)
# What is called a password or a key, in settings and documents. In Python ruff looks
# for that (S105 to S107), and accounts of tests have passwords that anybody may know.
WORDS = ("KeywordDetector",)
FILTERS = (
    *("allowlist.is_line_allowlisted", "heuristic.is_indirect_reference"),
    *("heuristic.is_not_alphanumeric_string", "heuristic.is_potential_uuid"),
    *("heuristic.is_templated_secret", "heuristic.is_prefixed_with_dollar_sign"),
)
# An example's address of a database.
EXAMPLE = "://(?:user|liveblog|live):(?:password|secret)@"
SKIPPED = (".lock", ".mo", ".png", ".jpg", ".webp", ".webm", ".gif", ".zip")


def tracked():
    """The names of the files that git knows, but for those that hold no text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    names = listed.stdout.split("\0")
    return [name for name in names if name and not name.endswith(SKIPPED)]


def found_in(names, root=ROOT):
    """[(name, line, kind)] of what looks like a secret in the files NAMES."""
    in_words = [n for n in names if not n.endswith(".py") and not n.startswith("tests")]
    in_shape = [name for name in names if _is_worth_it(root / name)]
    found = []
    for plugins, chosen in ((SHAPES, in_shape), (WORDS, in_words)):
        with transient_settings(_configuration(plugins)):
            found += [
                (name, secret.line_number, secret.type)
                for name in chosen
                for secret in scan_file(str(root / name))
            ]
    return sorted(found)


@cache
def _shapes():
    """The expressions that SHAPES look for."""
    plugins = [initialize.from_plugin_classname(name) for name in SHAPES]
    return [expression for plugin in plugins for expression in plugin.denylist]


def _is_worth_it(path):
    """Whether a look at each line of PATH can find a shape; that takes far longer."""
    text = path.read_text(errors="replace")
    return any(expression.search(text) for expression in _shapes())


def _configuration(plugins):
    filters = [{"path": f"detect_secrets.filters.{path}"} for path in FILTERS]
    excluded = "detect_secrets.filters.regex.should_exclude_line"
    return {
        "plugins_used": [{"name": name} for name in plugins],
        "filters_used": [*filters, {"path": excluded, "pattern": [EXAMPLE]}],
    }


if __name__ == "__main__":
    places = found_in(sys.argv[1:] or tracked())
    for name, line, kind in places:
        print(f"{name}:{line}: {kind}")
    sys.exit(bool(places))
