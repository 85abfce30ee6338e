"""What was erased does not come back: neither the old words of an erased person nor our own replies to them."""

from collections.abc import Collection, Sequence

from connectors.base import InboundMessage
from models import SocialAccount, Tombstone
from models.erasure import About


def without_erased(account: SocialAccount, parcels: Sequence[InboundMessage]) -> list[InboundMessage]:
    """These without what was erased. What an erased person wrote afterwards stays: it is a stranger's."""
    if not _has_any(account):
        return list(parcels)
    known = erased_ids(account, [parcel.external_id for parcel in parcels])
    authors = {parcel.author_external_id for parcel in parcels}
    people = Tombstone.of_ids(account.workspace_id, account.platform, About.PERSON, authors)
    return [
        parcel
        for parcel in parcels
        if parcel.external_id not in known
        and not (parcel.author_external_id in people and parcel.created_at <= people[parcel.author_external_id])
    ]


def erased_ids(account: SocialAccount, external_ids: Collection[str]) -> set[str]:
    """Those of these messages that were erased: nothing that has to be read again."""
    if not _has_any(account):
        return set()
    return set(Tombstone.of_ids(account.workspace_id, account.platform, About.MESSAGE, external_ids))


def _has_any(account: SocialAccount) -> bool:
    return Tombstone.of(account.workspace_id).only("id").first() is not None
