"""Which mail people want: their choices, and the link in each mail with which they stop it."""

from django.core.signing import BadSignature, Signer
from django.db import transaction

from housing.models import Mail, User
from housing.services import events

#: What people choose themselves: kind → field of the account. The other kinds always come.
CHOICES: dict[str, str] = {
    Mail.Kind.BEFORE_DUE.value: "mail_before_due",
    Mail.Kind.AFTER_DUE.value: "mail_after_due",
    Mail.Kind.DIGEST.value: "mail_digest",
}


def wants(user: User, kind: str) -> bool:
    """Whether this person gets this kind of mail; nobody whose account was withdrawn gets any."""
    return user.is_active and (kind not in CHOICES or bool(getattr(user, CHOICES[kind])))


@transaction.atomic
def choose(*, by: User, wanted: dict[str, bool]) -> bool:
    """Set which kinds of mail somebody wants, by kind; kinds that are left out stay. Whether it changed."""
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    old = {kind: getattr(user, CHOICES[kind]) for kind in wanted}
    changed = {kind: value for kind, value in wanted.items() if old[kind] != value}
    if not changed:
        return False
    for kind, value in changed.items():
        setattr(user, CHOICES[kind], value)
    user.save(update_fields=[CHOICES[kind] for kind in changed])
    events.record(
        "mail_choices.changed",
        by=user,
        subject=user,
        old={kind: old[kind] for kind in changed},
        new=changed,
    )
    return True


def unsubscribe_token(user: int, kind: str) -> str:
    """Names a person and a kind of mail; made with the secret of the site, and valid as long as that is."""
    return Signer(salt="housing.unsubscribe").sign_object([user, kind])


def read_unsubscribe_token(token: str) -> tuple[User, str] | None:
    """Whom and what kind a token names; None when it is not ours, or the account is no more."""
    try:
        pk, kind = Signer(salt="housing.unsubscribe").unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return (user, kind) if user and kind in CHOICES else None
