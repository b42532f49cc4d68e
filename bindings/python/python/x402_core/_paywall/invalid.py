"""The mistakes of a seller, in one form of words."""

from __future__ import annotations

from ..errors import InvalidValueError


def invalid(noun: str, expected: str, found: str, *, where: str | None = None) -> InvalidValueError:
    """The error for an argument that is not what it may be.

    Args:
        noun: The argument's name.
        expected: What it may be.
        found: What it is.
        where: Which of several it is, for people; the noun where there is but one.
    """
    message = f"{where or noun}: expected {expected}, found {found}"
    return InvalidValueError(message, noun=noun, expected=expected, found=found)
