"""Errors that a page can show: what is wrong and what to do, in plain Dutch."""


def gettext_noop(message: str) -> str:
    """Mark a message for the translation catalogue and return it unchanged.

    The domain does not translate. The name is the one that ``makemessages`` looks for, so that the
    layer that shows an error finds its text in the catalogue.
    """
    return message


class DomainError(ValueError):
    """Input that breaks a rule of the field.

    ``str(error)`` is the finished Dutch sentence. ``template`` and ``params`` are its parts, for whoever
    shows it in another language: ``gettext(error.template) % error.params``.
    """

    def __init__(self, template: str, **params: object) -> None:
        self.template = template
        self.params = params
        super().__init__(template % params if params else template)
