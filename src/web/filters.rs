//! Template filters that format numbers for people: `{{ total|counted("article") }}`.

use std::fmt::Display;

use askama::{Result, Values, filter_fn};

use crate::number;

/// `60,335`
#[filter_fn]
pub fn grouped<N: Display>(number: N, _: &dyn Values) -> Result<String> {
    Ok(number::grouped(number))
}

/// `1 article`, `60,335 articles`
#[filter_fn]
pub fn counted<N: Display>(number: N, _: &dyn Values, one: &str) -> Result<String> {
    Ok(number::counted(number, one))
}
