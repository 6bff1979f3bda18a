"""The laptop stack: AWS services from moto in one process, fed from the same template as the cloud."""
