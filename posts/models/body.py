from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from posts.bodies import EDITOR_EXTENSIONS, sanitise


class BodyFormField(ProseEditorFormField):
    def prepare_value(self, value):
        """What the editor opens, clean: it makes elements of it in our own page."""
        return sanitise(value) if value else value


class BodyField(ProseEditorField):
    """The rich text of a post: what may be typed, what is stored and what is edited."""

    def __init__(self, *args, **kwargs):
        options = {"extensions": EDITOR_EXTENSIONS, "sanitize": sanitise}
        super().__init__(*args, **options | kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": BodyFormField} | kwargs)
