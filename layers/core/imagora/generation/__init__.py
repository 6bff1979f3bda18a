"""From a prompt to pictures: jobs, the worker, and the providers behind one port."""
