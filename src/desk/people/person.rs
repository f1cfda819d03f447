//! People and what they may do.

use std::{fmt, str::FromStr};

/// What a person may do; each role includes those before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Read what is public.
    #[default]
    Reader,
    /// Add feedback, reports, notes and stars, and read those of others.
    Agent,
    /// Answer reports, and make articles and guides internal.
    Editor,
    /// Manage people.
    Administrator,
}

impl Role {
    /// Every role, the lowest first.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Agent, Self::Editor, Self::Administrator];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Agent => "agent",
            Self::Editor => "editor",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or("write reader, agent, editor or administrator")
    }
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number in the store.
    pub id: i64,
    /// The name to sign in with, under which entries are shown.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Whether they have chosen a password.
    pub has_password: bool,
    /// Whether a sign-in provider or a web server vouches for them.
    pub has_identity: bool,
}

/// The longest name, in characters.
const MAX_NAME: usize = 64;

/// A name to sign in with: in lower case, without blanks around it.
///
/// # Errors
///
/// What is wrong with it, as a sentence.
pub fn person_name(text: &str) -> Result<String, &'static str> {
    let name = text.trim().to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    let is_name = name.starts_with(char::is_alphanumeric) && name.chars().all(fits);
    // The audit log uses these names for people without an account.
    let is_taken = matches!(&*name, "local" | "terminal");
    if !is_name || name.chars().count() > MAX_NAME || is_taken {
        return Err(
            "A name has letters, digits and . - _ @ +, begins with a letter or digit, and has at most 64 characters.",
        );
    }
    Ok(name)
}

/// A name to sign in with, made from the name that a person has elsewhere; `None` if no character
/// of that is allowed.
pub fn name_like(text: &str) -> Option<String> {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(".");
    let fits = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    let plain: String = spaced.chars().filter(fits).take(MAX_NAME - 8).collect();
    let plain = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    person_name(plain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_folded_or_refused() {
        for (text, expect) in [
            (" Ann.Smith ", Some("ann.smith")),
            ("ann@example.com", Some("ann@example.com")),
            ("Zoë", Some("zoë")),
            ("", None),
            ("-ann", None),
            ("ann smith", None),
            ("ann\n", Some("ann")),
            ("a/b", None),
            ("local", None),
            ("Terminal", None),
        ] {
            assert_eq!(person_name(text).ok().as_deref(), expect, "{text}");
        }
        assert!(person_name(&"a".repeat(65)).is_err());
    }

    #[test]
    fn a_name_from_elsewhere_is_made_to_fit() {
        for (text, expect) in [
            ("ann@example.com", Some("ann@example.com")),
            ("Ann  Smith", Some("ann.smith")),
            ("EXAMPLE\\ann", Some("exampleann")),
            ("../ann", Some("ann")),
            ("<b>Zoë</b>", Some("bzoëb")),
            ("local", None),
            ("…", None),
            ("", None),
        ] {
            assert_eq!(name_like(text).as_deref(), expect, "{text}");
        }
        assert_eq!(name_like(&"a".repeat(99)).map(|name| name.len()), Some(56));
    }

    #[test]
    fn roles_are_in_order() {
        assert!(Role::ALL.is_sorted());
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
        }
        assert!("boss".parse::<Role>().is_err());
    }
}
