//! Placeholder of the markdown writer.
