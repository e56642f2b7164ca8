"""Writes entries: what the door found, and what others say themselves."""

from posts.audit import asking, versions
from posts.audit.acts import ACTS
from posts.models import AuditEntry

LONGEST = AuditEntry._meta.get_field("thing").max_length


def note(act, *, by=None, page=None, thing=None, name="", number=None, **fields):
    """Write that ACT, one of ACTS, was done, in the transaction that is open.

    BY is the user who acts, by default whoever is signed in to the request that is
    answered. PAGE is a live page, THING what else it was done to, if not the page
    itself: anything with a pk. NAME and NUMBER are what it is called, by default its
    own. FIELDS are `revision`, and `before` and `after`, dicts that JSON can carry.
    One query, and one for the session if nothing else has asked for the user.
    """
    request = asking.asking()
    if by is None and request is not None:
        by = getattr(request, "user", None)
    told = thing if thing is not None else page
    _entry(
        act,
        by=by,
        request=request,
        page_number=page.pk if page else None,
        thing_number=number or getattr(thing, "pk", None),
        thing=name or ("" if told is None else str(told)),
        **fields,
    ).save()


def record(changes, *, by, page, revision, at):
    """Write what the door found: CHANGES are pairs of versions, (before, after).

    Each comes with the name of its act, or "" for what the versions tell. BY is the
    user who acts, None for what goes by itself: then no request is looked at. At most
    one query.
    """
    request = asking.asking() if by else None
    entries = []
    for before, after, act in changes:
        lost, gained = versions.differences(before, after)
        if not (lost or gained):
            continue
        version = after or before
        is_post = versions.is_of_post(version)
        entries.append(
            _entry(
                act or versions.act(before, after, lost | gained),
                by=by,
                request=request,
                at=at,
                page_number=page.pk,
                thing_number=version.id if is_post else None,
                thing=versions.name(version),
                revision=revision,
                before=lost,
                after=gained,
            )
        )
    if entries:
        AuditEntry.objects.bulk_create(entries)


def _entry(act, *, by, request, thing, **fields):
    if act not in ACTS:
        raise ValueError(f"The audit log knows no act '{act}'.")
    is_known = by is not None and by.is_authenticated
    return AuditEntry(
        act=act,
        actor=by.get_username() if is_known else "",
        actor_number=by.pk if is_known else None,
        address=asking.address_of(request) if request is not None else "",
        origin=asking.origin()[:100],
        thing=thing[:LONGEST],
        **fields,
    )
