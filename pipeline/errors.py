"""Errors that a caller can act on.

    StocktakeError            anything the user can mend; the command line prints it as one line
    ├── ConfigError           a setting, a register entry or the vocabulary is wrong
    ├── UsageError            what the call names cannot be used: nothing to read, a damaged
    │   │                     store, a folder that cannot be written
    │   └── BusyError         another run is at work; the same call may succeed later
    └── UnreadableError       one document cannot be read; becomes a Rejection, the run goes on

Every message says the value, the place, and what to do.
"""


class StocktakeError(Exception):
    """Base of every error that the user, not the programmer, can mend."""


class ConfigError(StocktakeError):
    """A setting, a register entry or a vocabulary entry cannot be used as written."""


class UsageError(StocktakeError):
    """The command was pointed at something that cannot be read, used or written."""


class BusyError(UsageError):
    """Another run is at work in the workspace; the same call may succeed later."""


class UnreadableError(StocktakeError):
    """A document cannot be read; the message is the reason that people are shown."""
