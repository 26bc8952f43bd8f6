"""The boundary to untrusted bytes: they are parsed in a locked child that is allowed to die."""
