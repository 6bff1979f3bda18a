"""Prices in US dollars, us-east-1, on demand, without free tiers. `SOURCE` says where each comes from.

`looked up`: secondary price pages, November 2026. `from memory`: AWS's price pages as remembered, not looked up again;
they seldom change, but check them before money depends on them.
"""

from __future__ import annotations

PRICE_DATE = "November 2026"

READ_UNIT = 0.125 / 1e6
WRITE_UNIT = 0.625 / 1e6
TABLE_GB_MONTH = 0.25
BACKUP_GB_MONTH = 0.20
LAMBDA_REQUEST = 0.20 / 1e6
LAMBDA_GB_SECOND = 0.0000133334
REST_API = 3.50 / 1e6
HTTP_API = 1.00 / 1e6
EGRESS_GB = 0.09
SQS_REQUEST = 0.40 / 1e6
S3_PUT = 5.00 / 1e6
S3_GET = 0.40 / 1e6
S3_GB_MONTH = 0.023
LOGS_GB = 0.50
ALARM = 0.10
CLOUDFRONT_GB = 0.085
CLOUDFRONT_REQUEST = 1.00 / 1e6
FREE_SQS_REQUESTS = 1e6
FREE_ALARMS = 10

SOURCE = {
    "DynamoDB read unit, on demand": ("$0.125 a million", "looked up"),
    "DynamoDB write unit, on demand": ("$0.625 a million", "looked up"),
    "DynamoDB storage": ("$0.25 a GB and month", "from memory"),
    "DynamoDB point-in-time backup": ("$0.20 a GB and month", "from memory"),
    "Lambda request": ("$0.20 a million", "looked up"),
    "Lambda time, arm64": ("$0.0000133334 a GB-second", "looked up"),
    "API Gateway, REST": ("$3.50 a million", "looked up"),
    "API Gateway, HTTP": ("$1.00 a million", "looked up"),
    "egress to the internet": ("$0.09 a GB", "looked up"),
    "SQS request": ("$0.40 a million, by the started 64 KB", "from memory"),
    "S3 PUT": ("$5.00 a million", "from memory"),
    "S3 GET": ("$0.40 a million", "from memory"),
    "S3 storage": ("$0.023 a GB and month", "from memory"),
    "CloudWatch logs": ("$0.50 a GB", "from memory"),
    "CloudWatch alarm": ("$0.10 a month, ten free", "from memory"),
    "CloudFront egress": ("$0.085 a GB, the first TB a month free", "from memory"),
    "CloudFront request": ("$1.00 a million (HTTPS), ten million a month free", "from memory"),
}
