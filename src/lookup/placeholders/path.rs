//! Windows paths, and paths of other systems if they name a person.

use std::ops::RangeInclusive;

/// The longest path, in bytes.
const LONGEST: usize = 1024;
/// A space is part of a path only if a backslash or a file extension comes within this many bytes.
const NEAR: usize = 64;
/// How many bytes a file extension has, with its dot.
const EXTENSION: RangeInclusive<usize> = 2..=5;

/// System folders: everything in them has the same name everywhere.
const SYSTEM: &[&str] = &[
    "\\windows",
    "\\winnt",
    "\\program files",
    "\\program files (x86)",
    "\\programdata",
    "\\i386",
];

/// Parts of a path that may lead to a folder named after a person; after `..`, it could be any
/// folder.
const PERSONAL: &[&str] = &[
    "\\users\\",
    "\\documents and settings\\",
    "\\profiles\\",
    "\\home\\",
    "\\..",
];

/// The length of the path at the beginning of a text, which begins with a drive (`C:\x`) or a
/// variable (`%TEMP%\x`); 0 if there is none. `quote` is the quotation mark before it.
pub(super) fn length(text: &str, quote: Option<char>) -> usize {
    let root = root(text);
    match root {
        0 => 0,
        _ => root + tail(text.get(root..).unwrap_or_default(), quote),
    }
}

/// The length of the beginning of a path, up to its first backslash or slash.
fn root(text: &str) -> usize {
    let mut bytes = text.bytes();
    match bytes.next() {
        Some(b'%') => {
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"()_".contains(byte);
            let name = bytes.take(32).take_while(is_name).count();
            let is_variable =
                name > 1 && (text.get(name + 1..)).is_some_and(|rest| rest.starts_with("%\\"));
            if is_variable { name + 2 } else { 0 }
        }
        Some(letter) if letter.is_ascii_alphabetic() => {
            let rest = text.get(1..).unwrap_or_default();
            let is_drive =
                rest.starts_with(":\\") || (rest.starts_with(":/") && !rest.starts_with("://"));
            if is_drive { 2 } else { 0 }
        }
        _ => 0,
    }
}

/// How many bytes of a text still belong to the path before it.
pub(super) fn tail(text: &str, quote: Option<char>) -> usize {
    if let Some(quote) = quote {
        let mut letters = text
            .char_indices()
            .take_while(|(at, c)| *at < LONGEST && *c != '\n');
        if let Some((end, _)) = letters.find(|(_, c)| *c == quote) {
            return end;
        }
    }
    let (mut end, mut skip, mut has_dot) = (text.len(), 0, false);
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        let ends = at >= LONGEST
            || c.is_control()
            || matches!(
                c,
                '"' | '<' | '>' | '|' | '*' | '?' | ';' | ',' | ':' | '”' | '’' | '“'
            );
        if ends {
            end = at;
            break;
        }
        match c {
            '\\' | '/' => has_dot = false,
            '.' => has_dot = true,
            _ if c.is_whitespace() => {
                let goes_on = words_in_path(text.get(at..).unwrap_or_default(), has_dot);
                if goes_on == 0 {
                    end = at;
                    break;
                }
                skip = at + goes_on;
            }
            _ => {}
        }
    }
    let kept = text.get(..end).unwrap_or_default();
    let kept = kept.trim_end_matches(['.', '!', ')', ']', '}', '\'', '`', ' ']);
    kept.len()
}

/// Words that are hardly ever in a path.
const NO_PATH: &[&str] = &[
    "for", "on", "to", "by", "from", "with", "or", "is", "was", "at", "could", "failed", "not",
];

/// How many bytes from a space on still belong to the path before it: the words up to the next
/// backslash, or up to a file extension.
fn words_in_path(text: &str, has_dot: bool) -> usize {
    let (mut blanks, mut before, mut dot) = (0, '\\', None);
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < NEAR) {
        match c {
            '\\' if !before.is_whitespace() => {
                let mut words = text.get(..at).unwrap_or_default().split(' ');
                let is_sentence = words.any(|word| NO_PATH.contains(&word));
                return if is_sentence { 0 } else { at };
            }
            ' ' if before == ' ' => return 0,
            ' ' => {
                if let Some(dot) = dot.filter(|_| !has_dot && blanks <= 2)
                    && EXTENSION.contains(&(at - dot))
                {
                    return at;
                }
                dot = None;
                blanks += 1;
            }
            '.' => dot = Some(at),
            _ if c.is_control()
                || matches!(
                    c,
                    '\\' | '"' | '<' | '>' | '|' | '%' | '*' | '?' | ';' | ',' | ':'
                ) =>
            {
                return 0;
            }
            _ => {}
        }
        if blanks > 3 {
            return 0;
        }
        before = c;
    }
    match dot {
        Some(dot) if !has_dot && blanks <= 2 && EXTENSION.contains(&(text.len() - dot)) => {
            text.len()
        }
        _ => 0,
    }
}

/// Whether a path is one of the system, which names nobody; its drive doesn't matter. A path
/// without a backslash is.
pub(super) fn is_of_system(path: &str) -> bool {
    let path = plain(path);
    let path = match path.split_once(['\\']) {
        Some((_, rest)) => format!("\\{rest}"),
        None => return true,
    };
    let is_in = |folder: &&str| {
        let rest = path.strip_prefix(*folder);
        // `\windows nt\x` is in a folder of the system; `\windows bob.txt` is somebody's file.
        let is_longer_name = |rest: &str| rest.starts_with(' ') && rest.contains('\\');
        rest.is_some_and(|rest| {
            rest.trim_end().is_empty() || rest.starts_with('\\') || is_longer_name(rest)
        })
    };
    path == "\\" || (!names_person(&path) && SYSTEM.iter().any(is_in))
}

/// Whether a path may lead through a folder that is named after a person.
pub(super) fn names_person(path: &str) -> bool {
    let path = plain(path);
    PERSONAL.iter().any(|folder| path.contains(folder))
}

/// A path in lower case, with single backslashes.
fn plain(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    for c in path.chars().flat_map(char::to_lowercase) {
        let c = if c == '/' { '\\' } else { c };
        if c != '\\' || !plain.ends_with('\\') {
            plain.push(c);
        }
    }
    plain
}
