"""What a user can do: Desk without an open case, Session in one."""

from workbench.session.desk import Desk
from workbench.session.session import Session

__all__ = ["Desk", "Session"]
