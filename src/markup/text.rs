//! Placeholder of the text writer.
