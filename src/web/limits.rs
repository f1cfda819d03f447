//! The limits of a request's size, and of the time for a search.

use std::time::Duration;

/// The most bytes of a form.
pub const FORM: usize = 64 << 10;

/// The most bytes of a pasted text.
pub const PASTE: usize = 1 << 20;

/// The most bytes of a request's path and query.
pub const URI: usize = 8 << 10;

/// The most header fields of a request.
pub const HEADER_FIELDS: usize = 64;

/// How long a search may take.
pub const SEARCH: Duration = Duration::from_millis(200);
