"""One home read, three ways, in processes that are measured."""
