"""From a prompt to pictures: jobs, the daily allowance, the worker, and the providers behind one port."""
