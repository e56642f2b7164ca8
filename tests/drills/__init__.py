"""Drills: what is broken on purpose, with real processes, and what came of it.

A drill is a module here with `main(words)`: WORDS are its own arguments, the answer is
the exit code, 0 if nothing was lost. It starts all that it needs on loopback
(`tests.servers`, `tests.scale.stack`), is bounded in time, prints its figures, and
stops what it started.
"""
