//! Texts in which users, machines, paths and addresses are replaced by placeholders, so that they
//! can be shared.

mod distinguished;
mod host;
mod label;
mod names;
mod part;
mod path;
mod pattern;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use names::KnownNames;
pub use names::PersonalNames;
use part::{Kind, Part};

/// A text with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The text.
    pub text: String,
    /// Each placeholder with the value it replaces, as first written, in the order of the text.
    pub list: Vec<(String, String)>,
}

/// A text in which known names are replaced by placeholders, and so is everything that looks like a
/// path, an address, a SID, a mail address, a distinguished name or an account. The same value gets
/// the same placeholder, in upper or lower case. Placeholders that the text already contains are
/// not used.
pub fn with_placeholders(text: &str, names: &PersonalNames) -> Replaced {
    let mut placeholders = Placeholders::new([text], names);
    Replaced {
        text: placeholders.replace(text),
        list: placeholders.list,
    }
}

/// Replaces what identifies people and machines in several texts, with the same placeholders.
pub struct Placeholders {
    names: KnownNames,
    /// Placeholder numbers that the texts already contain.
    taken: HashSet<(Kind, u32)>,
    last: HashMap<Kind, u32>,
    given: HashMap<(Kind, String), String>,
    /// Each placeholder with the value it replaces, as first written, in order.
    pub list: Vec<(String, String)>,
}

impl Placeholders {
    /// The placeholders for all texts that will be replaced or shown together: if one text shows
    /// that something is a name, it is replaced in all of them.
    pub fn new<'t>(texts: impl IntoIterator<Item = &'t str>, names: &PersonalNames) -> Self {
        let mut new = Self {
            names: KnownNames::of(names),
            taken: HashSet::new(),
            last: HashMap::new(),
            given: HashMap::new(),
            list: Vec::new(),
        };
        for text in texts {
            new.keep_free(text);
            new.learn(text);
        }
        new
    }

    /// Whether nothing in a text would be replaced.
    pub fn replaces_nothing_in(&self, text: &str) -> bool {
        let pieces = pieces(text, &self.names);
        pieces.iter().all(|part| part.kind.is_none())
    }

    /// The text with placeholders.
    pub fn replace(&mut self, text: &str) -> String {
        let mut replaced = String::with_capacity(text.len());
        for part in pieces(text, &self.names) {
            match part.kind {
                Some(kind) => replaced.push_str(&self.placeholder(kind, part.text)),
                None => replaced.push_str(part.text),
            }
        }
        replaced
    }

    /// Replaces a value that is known to be the name of a computer.
    pub fn replace_host(&mut self, name: &str) -> String {
        self.replace_whole(name, host::parts(name))
    }

    /// Replaces a user as events name it.
    pub fn replace_user(&mut self, name: &str) -> String {
        let is_public = names::is_public(name) || name.contains(['\\', '@']);
        if is_public || name.starts_with("S-1-") {
            return self.replace(name);
        }
        let part = Part {
            text: name,
            kind: Some(Kind::User),
        };
        self.replace_whole(name, vec![part])
    }

    fn replace_whole(&mut self, name: &str, parts: Vec<Part<'_>>) -> String {
        if names::is_public(name) {
            return name.to_owned();
        }
        let parts = parts.into_iter().map(|part| match part.kind {
            Some(kind) => {
                let kind = self.names.kind_of(part.text).unwrap_or(kind);
                self.placeholder(kind, part.text)
            }
            None => part.text.to_owned(),
        });
        parts.collect()
    }

    /// The placeholder for a value, which gets one if it has none.
    fn placeholder(&mut self, kind: Kind, value: &str) -> String {
        let key = (kind, value.to_lowercase());
        if let Some(given) = self.given.get(&key) {
            return given.clone();
        }
        let last = self.last.entry(kind).or_default();
        *last += 1;
        while self.taken.contains(&(kind, *last)) {
            *last += 1;
        }
        let placeholder = format!("{}{last}", kind.word());
        self.given.insert(key, placeholder.clone());
        self.list.push((placeholder.clone(), value.to_owned()));
        placeholder
    }

    /// Avoids placeholders that a text seems to contain already, since it will be read together
    /// with them.
    pub fn keep_free(&mut self, text: &str) {
        let text = text.to_uppercase();
        for kind in Kind::ALL {
            for (at, word) in text.match_indices(kind.word()) {
                let rest = text.get(at + word.len()..).unwrap_or_default();
                let digits = rest.bytes().take(9).take_while(u8::is_ascii_digit).count();
                let number = rest.get(..digits).and_then(|number| number.parse().ok());
                self.taken.extend(number.map(|number| (kind, number)));
            }
        }
    }

    /// Adds the names of machines and users that a text shows to be names.
    fn learn(&mut self, text: &str) {
        for part in pieces(text, &self.names) {
            if let Some(kind @ (Kind::Host | Kind::User | Kind::Domain)) = part.kind {
                self.names.learn(part.text, kind);
            }
        }
    }
}

/// A text in pieces, in order: those that are replaced by placeholders, and the text between them.
fn pieces<'t>(text: &'t str, names: &KnownNames) -> Vec<Part<'t>> {
    let (mut pieces, mut at, mut from) = (Vec::new(), 0, 0);
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let found = piece_at(text, at, names);
        if found.is_empty() {
            at += next.len_utf8();
            continue;
        }
        pieces.push(Part::kept(text.get(from..at).unwrap_or_default()));
        at += found.iter().map(|part| part.text.len()).sum::<usize>();
        from = at;
        pieces.extend(found);
    }
    pieces.push(Part::kept(text.get(from..).unwrap_or_default()));
    pieces
}

/// The parts that begin at a position in a text; empty if it is an ordinary word.
fn piece_at<'t>(text: &'t str, at: usize, names: &KnownNames) -> Vec<Part<'t>> {
    let found = pattern::at(text, at, names);
    if !found.is_empty() {
        return found
            .into_iter()
            .flat_map(|part| known(part, names))
            .collect();
    }
    known_name_at(text, at, names).into_iter().collect()
}

/// A part with the known names in it separated: the kept part of a pattern may contain some.
fn known<'t>(part: Part<'t>, names: &KnownNames) -> Vec<Part<'t>> {
    if let Some(kind) = part.kind {
        let kind = names.kind_of(part.text).unwrap_or(kind);
        return vec![Part {
            kind: Some(kind),
            ..part
        }];
    }
    let (mut parts, mut at, mut from) = (Vec::new(), 0, 0);
    while let Some(next) = part.text.get(at..).and_then(|rest| rest.chars().next()) {
        match known_name_at(part.text, at, names) {
            Some(name) => {
                parts.push(Part::kept(part.text.get(from..at).unwrap_or_default()));
                at += name.text.len();
                from = at;
                parts.push(name);
            }
            None => at += next.len_utf8(),
        }
    }
    parts.push(Part::kept(part.text.get(from..).unwrap_or_default()));
    parts
}

/// The known name that begins at a position, or a machine in a known domain.
fn known_name_at<'t>(text: &'t str, at: usize, names: &KnownNames) -> Option<Part<'t>> {
    if !pattern::is_start(text, at) {
        return None;
    }
    let rest = text.get(at..)?;
    let (length, kind) = names.at(rest).or_else(|| {
        if pattern::is_inside_name(text, at) {
            return None;
        }
        let token = host::token(rest);
        let mut dots = token.match_indices('.').map(|(dot, _)| dot);
        let is_domain = |dot: &usize| {
            let suffix = token.get(dot + 1..).unwrap_or_default();
            names.kind_of(suffix.trim_end_matches('.')) == Some(Kind::Domain)
        };
        let dot = dots.by_ref().take(8).find(is_domain)?;
        (dot > 0).then_some((dot, Kind::Host))
    })?;
    Some(Part {
        text: rest.get(..length)?,
        kind: Some(kind),
    })
}
