//! How large a request may be, and how long a search may take.

use std::time::Duration;

/// Bytes of a form.
pub const FORM: usize = 64 << 10;

/// Bytes of pasted text.
pub const PASTE: usize = 1 << 20;

/// Bytes of a request's path and query.
pub const URI: usize = 8 << 10;

/// Header fields of a request.
pub const HEADER_FIELDS: usize = 64;

/// How long a search may take.
pub const SEARCH: Duration = Duration::from_millis(200);
