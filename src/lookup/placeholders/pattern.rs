//! Names of people and machines that can be recognized by their form.

use super::{
    distinguished, host, label,
    names::{self, KnownNames},
    part::{Kind, Part},
    path,
};

/// The longest name of an account or a mailbox, in bytes.
const LONGEST_NAME: usize = 64;

/// Words before a backslash that are not domains: registry roots, and authorities that every
/// machine has (in `NT AUTHORITY`, the last word is before the backslash).
const NO_DOMAINS: &[&str] = &[
    "authority",
    "nt-autorität",
    "nt",
    "builtin",
    "service",
    "apppool",
    "machine",
    "manager",
    "host",
    "hklm",
    "hkcu",
    "hkcr",
    "hku",
    "hkey_local_machine",
    "hkey_current_user",
    "hkey_classes_root",
    "hkey_users",
    "hkey_current_config",
    "software",
    "system",
    "system32",
    "drivers",
    "root",
    "bin",
    "pipe",
    "registry",
    "device",
    "windows",
    "winnt",
];

/// File extensions, after which a name is not an account.
const FILES: &[&str] = &[
    ".exe", ".dll", ".sys", ".log", ".dat", ".ini", ".txt", ".xml", ".edb", ".msi",
];

/// Shares that every machine has.
const SHARES: &[&str] = &[
    "ipc$", "admin$", "c$", "d$", "print$", "sysvol", "netlogon", "pipe",
];

/// Whether a word begins at this position.
pub(super) fn is_start(text: &str, at: usize) -> bool {
    let before = before(text, at);
    !before.is_some_and(char::is_alphanumeric)
}

/// Whether a position is inside a name such as `a.b-c`, so that anything there began earlier.
pub(super) fn is_inside_name(text: &str, at: usize) -> bool {
    let mut before = text.get(..at).unwrap_or_default().chars().rev();
    let joins = before.next().is_some_and(|c| matches!(c, '.' | '-' | '_'));
    joins && before.next().is_some_and(char::is_alphanumeric)
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The parts of the pattern at a position in a text; none if there is no pattern.
pub(super) fn at<'t>(text: &'t str, at: usize, names: &KnownNames) -> Vec<Part<'t>> {
    let (Some(rest), before) = (text.get(at..), before(text, at)) else {
        return Vec::new();
    };
    let quote = match before {
        Some(quote @ ('"' | '\'' | '`')) => Some(quote),
        Some('“') => Some('”'),
        Some('‘') => Some('’'),
        _ => None,
    };
    if rest.starts_with('\\') {
        return match before {
            Some('\\') => Vec::new(),
            Some(c) if c.is_alphanumeric() => Vec::new(),
            _ => backslash(rest, quote, names),
        };
    }
    if before.is_some_and(char::is_alphanumeric) {
        return Vec::new();
    }
    let first = rest.chars().next().unwrap_or_default();
    if !(first.is_alphanumeric() || matches!(first, '%' | '/' | ':' | '_' | '-')) {
        return Vec::new();
    }
    let inside = is_inside_name(text, at);
    let is_first_of_path = !inside && before != Some('\\') && before != Some('/');
    distinguished_name(rest, quote)
        .or_else(|| drive_path(rest, quote, names))
        .or_else(|| home(rest, before))
        .or_else(|| sid(rest))
        .or_else(|| if inside { None } else { url(rest) })
        .or_else(|| if inside { None } else { mail(rest) })
        .or_else(|| host::address(text.get(..at)?, rest).map(|part| vec![part]))
        .or_else(|| {
            if is_first_of_path {
                account(rest)
            } else {
                None
            }
        })
        .or_else(|| label::at(rest, names))
        .unwrap_or_default()
}

/// The text up to this length as a part, if the length is not 0.
fn part(text: &str, length: usize, kind: Kind) -> Option<Vec<Part<'_>>> {
    let text = text.get(..length).filter(|text| !text.is_empty())?;
    Some(vec![Part::of(text, kind)])
}

fn distinguished_name(text: &str, quote: Option<char>) -> Option<Vec<Part<'_>>> {
    part(
        text,
        distinguished::length(text, quote),
        Kind::Distinguished,
    )
}

fn drive_path<'t>(text: &'t str, quote: Option<char>, names: &KnownNames) -> Option<Vec<Part<'t>>> {
    let length = Some(path::length(text, quote)).filter(|length| *length > 0)?;
    let whole = text.get(..with_name(text, length, names))?;
    let stays = match whole.starts_with('%') {
        true => !path::names_person(whole),
        false => path::is_of_system(whole),
    };
    Some(vec![match stays {
        true => Part::kept(whole),
        false => Part::of(whole, Kind::Path),
    }])
}

/// The length of a path, including the rest of a known name that begins in its last part.
fn with_name(text: &str, length: usize, names: &KnownNames) -> usize {
    let path = text.get(..length).unwrap_or_default();
    let last = path.rfind(['\\', '/']).map_or(length, |at| at + 1);
    let name = text.get(last..).and_then(|rest| names.at(rest));
    name.map_or(length, |(name, _)| length.max(last + name))
}

/// `/home/bob/x`, `/Users/bob`.
fn home(text: &str, before: Option<char>) -> Option<Vec<Part<'_>>> {
    let is_path = before.is_none_or(|c| c.is_whitespace() || "\"'(=:,/".contains(c));
    let is_home = ["/home/", "/Users/"]
        .iter()
        .any(|home| text.starts_with(home));
    if !is_path || !is_home {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "\"'<>()|,;:".contains(c));
    let path = text.get(..end.unwrap_or(text.len()))?;
    part(text, path.trim_end_matches('.').len(), Kind::Path)
}

/// A security identifier of a machine's or a domain's own account; identifiers that every machine
/// has stay.
fn sid(text: &str) -> Option<Vec<Part<'_>>> {
    let head = text.get(..4)?;
    if !head.eq_ignore_ascii_case("S-1-") {
        return None;
    }
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
    let digits = text.bytes().skip(4).take(200).take_while(is_part).count();
    let sid = text.get(..4 + digits)?.trim_end_matches('-');
    let mut numbers = sid.split('-').skip(2);
    let (authority, first) = (numbers.next()?, numbers.next());
    let is_own = match (authority, first) {
        ("5", Some("21" | "83")) | ("12", Some("1")) => true,
        ("5", Some(_)) | ("0" | "1" | "2" | "3" | "15" | "16" | "18", _) => false,
        _ => numbers.next().is_some(),
    };
    Some(vec![match is_own {
        true => Part::of(sid, Kind::Sid),
        false => Part::kept(sid),
    }])
}

/// `http://server/x` up to the machine's name.
fn url(text: &str) -> Option<Vec<Part<'_>>> {
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let scheme = text.bytes().take(16).take_while(is_scheme).count();
    let rest = text.get(scheme..)?.strip_prefix("://")?;
    if scheme < 2 {
        return None;
    }
    let (scheme, rest) = (text.get(..text.len() - rest.len())?, rest);
    let name = host::token(rest);
    let after = rest.get(name.len()..).unwrap_or_default();
    let mut parts = vec![Part::kept(scheme)];
    if !name.is_empty() && !after.starts_with(['@', '=']) {
        match host::is_public(name) {
            true => parts.push(Part::kept(name)),
            false => parts.extend(host::parts(name)),
        }
    }
    Some(parts)
}

fn mail(text: &str) -> Option<Vec<Part<'_>>> {
    let is_name = |c: char| c.is_alphanumeric() || "._%+-'&=~!#$*^".contains(c);
    let end = text
        .char_indices()
        .find(|(at, c)| !is_name(*c) || *at > LONGEST_NAME);
    let (end, _) = end?;
    let domain = host::token(text.get(end..)?.strip_prefix('@')?);
    let is_domain = domain.starts_with(char::is_alphanumeric);
    (end > 0 && is_domain).then(|| part(text, end + 1 + domain.len(), Kind::Mail))?
}

/// `CORP\bob`.
fn account(text: &str) -> Option<Vec<Part<'_>>> {
    let domain = host::token(text);
    let rest = text.get(domain.len()..)?;
    let name = rest.strip_prefix('\\')?;
    let name = name.strip_prefix('\\').unwrap_or(name);
    let slash = rest.get(..rest.len() - name.len())?;
    let is_end =
        |c: char| c.is_whitespace() || c.is_control() || "\\/:*?\"<>|,;'()[]{}=".contains(c);
    let end = name
        .char_indices()
        .find(|(at, c)| is_end(*c) || *at > LONGEST_NAME);
    let name = name.get(..end.map_or(name.len(), |(at, _)| at))?;
    let name = name.trim_end_matches(['.', '!', '`']);
    let after = rest.get(slash.len() + name.len()..)?;
    let lower = name.to_lowercase();
    if domain.is_empty() || NO_DOMAINS.contains(&&*domain.to_lowercase()) {
        let is_root = !domain.is_empty();
        let kept = text.get(..domain.len() + slash.len())?;
        return is_root.then(|| vec![Part::kept(kept)]);
    }
    let is_account = name.chars().any(char::is_alphanumeric)
        && !after.starts_with('\\')
        && !FILES.iter().any(|ending| lower.ends_with(ending))
        && !names::is_public(domain);
    if !is_account {
        return None;
    }
    let machine = name.strip_suffix('$').filter(|machine| !machine.is_empty());
    let user = match machine {
        Some(machine) => Part::of(machine, Kind::Host),
        None if names::is_public(name) => Part::kept(name),
        None => Part::of(name, Kind::User),
    };
    let mut parts = vec![Part::of(domain, Kind::Domain), Part::kept(slash), user];
    if machine.is_some() {
        parts.push(Part::kept(name.get(name.len() - 1..)?));
    }
    Some(parts)
}

/// Something that begins with a backslash: a path on another machine, or a special form of the
/// system.
fn backslash<'t>(text: &'t str, quote: Option<char>, names: &KnownNames) -> Vec<Part<'t>> {
    let special = ["\\\\?\\", "\\\\.\\", "\\??\\", "\\\\?\\UNC\\", "\\\\??\\"];
    let prefix = special
        .iter()
        .rev()
        .find(|prefix| text.starts_with(**prefix));
    if let Some(prefix) = prefix.and_then(|prefix| text.get(..prefix.len())) {
        let rest = text.get(prefix.len()..).unwrap_or_default();
        if !prefix.ends_with("UNC\\") {
            return match rest.starts_with("UNC\\") {
                true => shared(text, prefix.len() + 4, quote, names),
                false => vec![Part::kept(prefix)],
            };
        }
        return shared(text, prefix.len(), quote, names);
    }
    let slashes = text
        .bytes()
        .take(4)
        .take_while(|byte| *byte == b'\\')
        .count();
    if slashes >= 2 {
        return shared(text, slashes, quote, names);
    }
    let length = with_name(
        text,
        1 + path::tail(text.get(1..).unwrap_or_default(), quote),
        names,
    );
    match text.get(..length) {
        Some(path) if path::names_person(path) => vec![Part::of(path, Kind::Path)],
        _ => Vec::new(),
    }
}

/// A path on a machine whose name begins at a position.
fn shared<'t>(
    text: &'t str,
    begin: usize,
    quote: Option<char>,
    names: &KnownNames,
) -> Vec<Part<'t>> {
    let (slashes, rest) = text.split_at_checked(begin).unwrap_or((text, ""));
    let name = host::token(rest);
    if name.is_empty() {
        return vec![Part::kept(slashes)];
    }
    let mut parts = vec![Part::kept(slashes)];
    match host::is_public(name) {
        true => parts.push(Part::kept(name)),
        false => parts.extend(host::parts(name)),
    }
    let rest = rest.get(name.len()..).unwrap_or_default();
    let slashes = rest
        .bytes()
        .take(2)
        .take_while(|byte| *byte == b'\\')
        .count();
    let share = rest.get(slashes..).unwrap_or_default();
    if slashes == 0 {
        return parts;
    }
    let length = with_name(share, path::tail(share, quote), names);
    let path = share.get(..length).unwrap_or_default();
    parts.push(Part::kept(rest.get(..slashes).unwrap_or_default()));
    let lower = path.to_lowercase();
    let is_public = SHARES.contains(&&*lower) || lower.starts_with("pipe\\");
    match path.is_empty() || is_public {
        true => parts.push(Part::kept(path)),
        false => parts.push(Part::of(path, Kind::Path)),
    }
    parts
}
