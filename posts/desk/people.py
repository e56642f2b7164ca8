"""Contributors as the desk names them: typed by name, told apart by role."""

from collections import Counter

from django.core.exceptions import ValidationError

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


def named(text, known):
    """The Contributor whose label in KNOWN is TEXT, or is it but for upper case.

    Raises ValidationError, with words for the editor, for nobody or several.
    """
    folded = text.casefold()
    found = [label for label in known if label.casefold() == folded]
    if text in known or len(found) == 1:
        return known[text if text in known else found[0]]
    alike = found or [
        label for label, person in known.items() if person.name.casefold() == folded
    ]
    if alike:
        choice = " or ".join(f"'{label}'" for label in alike)
        raise ValidationError(f"'{text}' may be several people: write {choice}.")
    raise ValidationError(
        f"Nobody called '{text}' is among the contributors. A chief editor can add a "
        "person there."
    )
