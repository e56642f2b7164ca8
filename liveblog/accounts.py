"""The settings about accounts, from the environment; see docs/security.md."""

import environ

env = environ.Env()

# Long rather than odd: no rule about digits and signs.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {}),
    )
]
PASSWORD_HASHERS = [
    "posts.accounts.hashers.LeanArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Wrong passwords or codes for one name from one address, and from one address for all
# names, until whoever asks from there has to wait so many seconds.
SIGN_IN_FAILURES = env.int("SIGN_IN_FAILURES", default=5)
SIGN_IN_FAILURES_BY_ADDRESS = env.int("SIGN_IN_FAILURES_BY_ADDRESS", default=50)
SIGN_IN_LOCKED_SECONDS = env.int("SIGN_IN_LOCKED_SECONDS", default=15 * 60)
AXES_HANDLER = "posts.accounts.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = "posts.accounts.lockout.most_failures"
AXES_COOLOFF_TIME = "posts.accounts.lockout.wait"
AXES_LOCKOUT_CALLABLE = "posts.accounts.lockout.locked"
AXES_CLIENT_IP_CALLABLE = "posts.address.network_of"
# Tries while one has to wait don't make the wait longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# What is counted is forgotten when the wait is over; nothing else is written down.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
# The groups, or 'superusers', that can't do without a second factor.
REQUIRE_OTP_FOR = env.list("REQUIRE_OTP_FOR", default=[])
OTP_TOTP_ISSUER = env("PUBLICATION_NAME", default="Live")
# A link with which somebody makes an account or a new password ends so long after it
# was made.
INVITATION_SECONDS = env.int("INVITATION_SECONDS", default=3 * 24 * 60 * 60)
SESSION_ENGINE = "posts.accounts.session_store"
# An editor has to sign in again so long after the last time, and after so many seconds
# without doing anything (what an open desk asks for by itself does not count).
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=14 * 24 * 60 * 60)
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=12 * 60 * 60)

# Where mail leaves, such as smtp+tls://user:password@host:587. Without it there is
# none: who makes a link sends it, and chief editors help who forgot a password.
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="webmaster@localhost")
EMAIL_TIMEOUT = 10
