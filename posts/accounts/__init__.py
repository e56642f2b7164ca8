"""Accounts: how someone signs in, stays signed in, is invited and locked out.

Nobody else looks at a session: who may come in is `second_factor.is_signed_in`.
"""
