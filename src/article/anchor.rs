//! The anchors of an article's sections, the same for every format.

use std::collections::HashSet;

use super::Role;

/// Longest anchor made from a heading, in characters.
const LENGTH_LIMIT: usize = 60;

/// The anchor of a section: its role's word (`symptoms`, `body`), or for [`Role::Other`] one made from
/// its heading (`to-change-the-port`); repeats end in `-2`, `-3`. It is added to `used`, which
/// holds the anchors of the article's sections so far.
pub fn section_anchor(role: Role, heading: &str, used: &mut HashSet<String>) -> String {
    let slug = match role {
        Role::Other => slug(heading),
        role => role.word().to_owned(),
    };
    let mut anchor = slug.clone();
    // A number that is free is found after at most as many tries as there are anchors.
    for number in 2..=used.len() + 2 {
        if !used.contains(&anchor) {
            break;
        }
        anchor = format!("{slug}-{number}");
    }
    used.insert(anchor.clone());
    anchor
}

/// Letters and digits in lower case, everything between them one `-`; never empty.
fn slug(heading: &str) -> String {
    let mut slug = String::new();
    for c in heading.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.chars().count() >= LENGTH_LIMIT {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "section".to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_anchors_unique_and_stable() {
        let mut used = HashSet::new();
        for (role, heading, expect) in [
            (Role::Body, "", "body"),
            (Role::Symptoms, "SYMPTOMS", "symptoms"),
            (Role::Symptoms, "Symptom", "symptoms-2"),
            (
                Role::MoreInformation,
                "MORE INFORMATION",
                "more-information",
            ),
            (Role::Other, "To change the port:", "to-change-the-port"),
            (Role::Other, "Symptoms 2", "symptoms-2-2"),
            (Role::Other, "Störung", "störung"),
            (Role::Other, "***", "section"),
            (Role::Symptoms, "symptoms", "symptoms-3"),
        ] {
            assert_eq!(
                section_anchor(role, heading, &mut used),
                expect,
                "{heading}"
            );
        }
    }
}
