//! The name of a code and the link to it.

use crate::{evidence::Code, web::portal::Portal};

/// A code in a list.
pub(super) struct CodeLink {
    pub(super) spelling: String,
    pub(super) href: String,
    /// Its name, or else its meaning.
    pub(super) about: &'static str,
    pub(super) articles: usize,
}

impl CodeLink {
    pub(super) fn new(code: &Code, portal: &Portal, articles: usize) -> Self {
        Self {
            spelling: code.commonest_spelling(),
            href: portal.paths.code(code),
            about: code.name().or(code.meaning()).unwrap_or_default(),
            articles,
        }
    }
}

/// `STOP 0x0000001E (KMODE_EXCEPTION_NOT_HANDLED)`
pub(super) fn title(code: &Code) -> String {
    let spelling = code.commonest_spelling();
    match code.name() {
        Some(name) => format!("{spelling} ({name})"),
        None => spelling,
    }
}
