"""Jobs: work that takes time, its states, and the threads that wait for it."""
