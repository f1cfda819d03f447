//! Names in URLs.

/// A name in URLs: letters and digits in lower case, everything else as single hyphens.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        for (name, expect) in [
            ("Microsoft Exchange", "microsoft-exchange"),
            ("C++ / C", "c-c"),
            ("!", ""),
        ] {
            assert_eq!(slug(name), expect);
        }
    }
}
