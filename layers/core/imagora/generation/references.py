"""What a job begins from: the picture that its owner may use, and the mask that says which part is drawn anew."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.generation.models import Job
from imagora.generation.providers.port import MOST_REFERENCE, ProviderError, Reference
from imagora.kernel.ids import MediaId
from imagora.media.bucket import Bucket
from imagora.media.models import rendition_keys
from imagora.media.store import MediaStore

GONE = "reference_gone"


@dataclass(frozen=True)
class References:
    """Whether its owner may use them was asked when the job was accepted; here they only have to be there still."""

    media: MediaStore
    bucket: Bucket

    def of(self, job: Job) -> Reference | None:
        """The job's, None where it begins from nothing (else a read and an object for each).

        Raises ProviderError `reference_gone`, not retryable, for a picture that was deleted or taken away meanwhile.
        """
        if job.reference is None:
            return None
        picture = self._served(job.reference)
        mask = self._served(job.mask) if job.mask else b""
        return Reference(picture, "image/webp", mask, job.strength)

    def _served(self, media_id: MediaId) -> bytes:
        """The large rendition: WebP, upright, at most 2,048 pixels a side, with nothing hidden in it."""
        media = self.media.get(media_id)
        if media is None or media.status != "ready":
            raise _gone()
        _, ready = rendition_keys(media)["full"]
        data = self.bucket.read(ready, version=None, at_most=MOST_REFERENCE)
        if data is None or len(data) > MOST_REFERENCE:
            raise _gone()
        return data


def _gone() -> ProviderError:
    return ProviderError(
        GONE, "The picture that this was to begin from is gone. Nothing was charged.", retryable=False, reason="gone"
    )
