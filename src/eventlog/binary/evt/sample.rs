//! Writes `.evt` logs for tests.
