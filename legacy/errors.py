"""What goes wrong at the bridge, said in one line."""


class BridgeError(Exception):
    """Something the operator can mend; its text is the message."""


def one_line(error):
    """The message of `error` without line breaks and without a password."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    arguments = getattr(error, "args", ())
    if len(arguments) == 2 and isinstance(arguments[0], int):  # mysqlclient: (number, text)
        return f"{arguments[1]} ({arguments[0]})"
    return " ".join(str(error).split()) or type(error).__name__
