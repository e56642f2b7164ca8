"""By which name an export calls a post, so that an import knows it again."""

from posts.importing.matching import NAMED


def identities(posts):
    """{pk: id} of POSTS, a QuerySet: the id that an import gave, else the pk.

    No two are the same. One query.
    """
    names, others = {}, []
    for pk, reference in posts.order_by("pk").values_list("pk", "import_reference"):
        if reference.startswith(NAMED):
            names[pk] = reference.removeprefix(NAMED)
        else:
            others.append(pk)
    taken = set(names.values())
    for pk in others:
        name = str(pk)
        while name in taken:
            name = f"post-{name}"
        taken.add(name)
        names[pk] = name
    return names
