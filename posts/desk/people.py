"""Contributors as the desk names them: typed by name, told apart by role."""

from collections import Counter

from posts.models import Contributor


def names():
    """{label: Contributor} of everybody; the label is unique. One query.

    The label is the name; with the role, or the number, where names are alike.
    """
    everybody = list(Contributor.objects.all())
    by_name = Counter(person.name for person in everybody)
    by_both = Counter(str(person) for person in everybody)

    def label(person):
        if by_name[person.name] == 1:
            return person.name
        if by_both[str(person)] == 1:
            return str(person)
        return f"{person} ({person.pk})"

    return {label(person): person for person in everybody}
