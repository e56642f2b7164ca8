from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the 19 MiB and two rounds that OWASP asks for at least.

    Django's own 100 MiB, times the threads of an app server, would let a flood of
    sign-ins eat the memory that readers are served from.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
