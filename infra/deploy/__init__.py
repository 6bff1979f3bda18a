"""Imagora in AWS: `make deploy`, `make destroy`, each in small steps that may be repeated.

Reads in this order: `target` (which stage, in which account) · `interpreter` · `artefacts` (content-addressed zips) ·
`packages` (what is zipped) · `releases` (what was deployed, for going back) · `stacks` (CloudFormation change sets) ·
`settings` and `api` (Chalice and the gateway) · `site` (the web app) · `edge` (CloudFront) · `steps` (all of them).
"""
