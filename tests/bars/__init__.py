"""The bars for what ships: instructions of the home read and of every cold start, and bytes of the packages.

`make bars` runs them on what `make package` built, under Lambda's own runtime client. Counts, not seconds: they are the
same on a busy machine.
"""
