//! Fields in the messages of audits: `Account Name: bob`.

use super::{
    host,
    names::{self, KnownNames},
    part::{Kind, Part},
};

/// The longest value, in bytes.
const LONGEST: usize = 128;

const LABELS: &[(&str, Kind)] = &[
    ("account name", Kind::User),
    ("user name", Kind::User),
    ("username", Kind::User),
    ("logon account", Kind::User),
    ("target account name", Kind::User),
    ("target user name", Kind::User),
    ("caller user name", Kind::User),
    ("client user name", Kind::User),
    ("primary user name", Kind::User),
    ("user", Kind::User),
    ("account domain", Kind::Domain),
    ("user domain", Kind::Domain),
    ("domain name", Kind::Domain),
    ("caller domain", Kind::Domain),
    ("client domain", Kind::Domain),
    ("primary domain", Kind::Domain),
    ("supplied realm name", Kind::Domain),
    ("domain", Kind::Domain),
    ("workstation name", Kind::Host),
    ("source workstation", Kind::Host),
    ("workstation", Kind::Host),
    ("computer name", Kind::Host),
    ("computer", Kind::Host),
    ("machine name", Kind::Host),
    ("client machine name", Kind::Host),
    ("client name", Kind::Host),
    ("server name", Kind::Host),
    ("server", Kind::Host),
    ("host name", Kind::Host),
    ("hostname", Kind::Host),
];

/// The field at the beginning of a text: its label and, unless it has another form or is a known
/// name, its value.
pub(super) fn at<'t>(text: &'t str, names: &KnownNames) -> Option<Vec<Part<'t>>> {
    let (begin, kind) = value(text)?;
    let (label, rest) = text.split_at_checked(begin)?;
    let end = rest.char_indices().find(|(at, c)| {
        c.is_whitespace() || *at >= LONGEST || matches!(c, ',' | ';' | '"' | '<' | '>' | '(' | ')')
    });
    let word = rest.get(..end.map_or(rest.len(), |(at, _)| at))?;
    let word = word.trim_end_matches(['.', ':', '\'']);
    let is_name = word.chars().any(char::is_alphabetic)
        && !word.contains(['\\', '@', '%', '=', '/', ':', '{'])
        && !word.starts_with("S-1-")
        && !names::is_public(word);
    if !is_name || names.at(rest).is_some() || value(rest).is_some() {
        return None;
    }
    let mut parts = vec![Part::kept(label)];
    match kind {
        Kind::Host if host::is_public(word) => return None,
        Kind::Host => parts.extend(host::parts(word)),
        _ => parts.push(Part::of(word, kind)),
    }
    Some(parts)
}

/// Where the value of the field at the beginning of a text begins, and its kind.
fn value(text: &str) -> Option<(usize, Kind)> {
    let mut labels = LABELS.iter();
    labels.find_map(|(label, kind)| {
        let head = text.get(..label.len())?;
        let rest = text.get(label.len()..)?;
        let colon = rest.trim_start_matches([' ', '\t']);
        let is_near = rest.len() - colon.len() <= 8;
        let value = colon.strip_prefix(':')?;
        let value = value.trim_start_matches([' ', '\t', '\'']);
        let is_label = is_near && head.eq_ignore_ascii_case(label);
        is_label.then_some((text.len() - value.len(), *kind))
    })
}
