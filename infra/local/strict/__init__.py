"""AWS's strictness before moto's laxness: what AWS refuses is refused here, for every client of the local services.

`Guard` sees each request before moto does. It checks what moto lets pass (`dynamodb`, `sqs`, `s3`), lets transactions
meet (`transactions`), and holds the faults that a test arms (`faults`).
"""

from __future__ import annotations

from infra.local.strict.faults import Fault, Faults, Gate, all_of_it, every_other
from infra.local.strict.guard import Guard
from infra.local.strict.refusal import Refused

__all__ = ["Fault", "Faults", "Gate", "Guard", "Refused", "all_of_it", "every_other"]
