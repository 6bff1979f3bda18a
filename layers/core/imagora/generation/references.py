"""What a job begins from: the picture that its owner may use, and the mask that says which part is drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imagora.generation.models import Job
from imagora.generation.providers.port import MOST_REFERENCE, ProviderError, Reference
from imagora.kernel.errors import DomainError
from imagora.kernel.ids import AccountId, MediaId
from imagora.media.bucket import Bucket
from imagora.media.models import Media, RemixNotAllowed, rendition_keys

GONE = "reference_gone"
_REFUSED = "Whose picture this was to begin from doesn't let you remix it any more. Nothing was charged."


@dataclass(frozen=True)
class References:
    """Whether its owner may use them was asked when the job was accepted, and is asked again here.

    A job may have waited, and who says no before anything was drawn is heeded.

    `consent`: as `Generations` has it.
    """

    bucket: Bucket
    consent: Callable[[AccountId, str], Media]

    def of(self, job: Job) -> Reference | None:
        """The job's, None where it begins from nothing (else a read and an object for each).

        Raises ProviderError, not retryable: `reference_gone` for a picture that was deleted or taken away meanwhile,
        `remix_not_allowed` where its owner says no by now.
        """
        if job.reference is None:
            return None
        picture = self._served(job.owner, job.reference)
        mask = self._served(job.owner, job.mask) if job.mask else b""
        return Reference(picture, "image/webp", mask, job.strength)

    def _served(self, owner: AccountId, media_id: MediaId) -> bytes:
        """The large rendition: WebP, upright, at most 2,048 pixels a side, with nothing hidden in it."""
        try:
            media = self.consent(owner, media_id)
        except RemixNotAllowed as error:
            raise ProviderError(error.code, _REFUSED, retryable=False, reason="refused") from error
        except DomainError as error:
            raise _gone() from error
        _, ready = rendition_keys(media)["full"]
        data = self.bucket.read(ready, version=None, at_most=MOST_REFERENCE)
        if data is None or len(data) > MOST_REFERENCE:
            raise _gone()
        return data


def _gone() -> ProviderError:
    return ProviderError(
        GONE, "The picture that this was to begin from is gone. Nothing was charged.", retryable=False, reason="gone"
    )
