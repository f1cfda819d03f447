//! Placeholder of the html writer.
