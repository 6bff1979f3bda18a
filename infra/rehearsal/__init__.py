"""A rehearsal of the deployment: the commands of docs/operations.md against an AWS on this machine, then a check.

What stands in for AWS: moto (Lambda, SQS, S3, DynamoDB, Cognito, IAM, API Gateway, CloudWatch, EventBridge, Logs, SSM,
SNS), patched where it would refuse what AWS takes (`gateway`); and in place of moto's CloudFormation and CloudFront,
which skip most of the templates, doubles of our own (`formation`, `cloudfront`). So the rehearsal shows that our
commands, templates and settings fit together, not that AWS accepts every value: cfn-lint checks those.

Reads in this order: `values` · `making` (a resource by its type) · `engine` (a stack) · `formation` (CloudFormation's
API) · `cloudfront` · `gateway` · `account` (all of it, served on loopback) · `seeing` and `check` · `scenes`.
"""
