//! The anchors of sections: unique within an article, and the same every time it is read.

use std::collections::HashMap;

use super::Role;

/// Gives out anchors, never the same one twice.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// How often each anchor was asked for.
    given: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor of the next section: the word of its role (`symptoms`), or for other roles one
    /// made from the heading. Repeated ones get a number (`symptoms-2`).
    pub(super) fn give(&mut self, role: Role, heading: &str) -> String {
        let slug = slug(heading);
        let word = match role {
            Role::Other if !slug.is_empty() => slug,
            _ => role.word().to_owned(),
        };
        let mut number = self.given.get(&word).copied().unwrap_or(0) + 1;
        let mut anchor = if number == 1 {
            word.clone()
        } else {
            format!("{word}-{number}")
        };
        // Otherwise, the headings `Step 2` and a second `Step` would get the same anchor.
        while number > 1 && self.given.contains_key(&anchor) {
            number += 1;
            anchor = format!("{word}-{number}");
        }
        self.given.insert(word, number);
        self.given.entry(anchor.clone()).or_insert(1);
        anchor
    }
}

/// Lower-case words joined by `-`, 60 bytes at most.
fn slug(heading: &str) -> String {
    let mut slug = String::new();
    for word in heading
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        if slug.len() + word.len() >= 60 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_unique() {
        let mut anchors = Anchors::default();
        let given: Vec<String> = [
            (Role::Symptoms, "SYMPTOMS"),
            (Role::Symptoms, "SYMPTOM"),
            (Role::Other, "Step 2"),
            (Role::Other, "Step"),
            (Role::Other, "Step!"),
            (Role::Other, "***"),
            (Role::Body, ""),
        ]
        .into_iter()
        .map(|(role, heading)| anchors.give(role, heading))
        .collect();
        assert_eq!(
            given,
            [
                "symptoms",
                "symptoms-2",
                "step-2",
                "step",
                "step-3",
                "other",
                "body"
            ]
        );
    }
}
