//! Names and addresses of machines.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::part::{Kind, Part};

/// The longest name of a machine with its domain, in bytes.
const LONGEST: usize = 255;

/// Domains of vendors, whose addresses are in everybody's messages.
const PUBLIC_DOMAINS: &[&str] = &[
    "microsoft.com",
    "windows.com",
    "windowsupdate.com",
    "msn.com",
    "live.com",
    "w3.org",
    "xmlsoap.org",
    "example.com",
];

/// The name of a machine, perhaps with its domain, at the beginning of a text; may be empty.
pub(super) fn token(text: &str) -> &str {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = text
        .char_indices()
        .find(|(at, c)| !is_name(*c) || *at >= LONGEST);
    let token = text.get(..end.map_or(text.len(), |(at, _)| at));
    token.unwrap_or_default().trim_end_matches(['.', '-'])
}

/// A machine in parts: its name and its domain, or its address.
pub(super) fn parts(name: &str) -> Vec<Part<'_>> {
    if name.parse::<Ipv4Addr>().is_ok() || name.parse::<Ipv6Addr>().is_ok() {
        return match is_local(name) {
            true => vec![Part::kept(name)],
            false => vec![Part::of(name, Kind::Address)],
        };
    }
    match name.split_once('.') {
        Some((host, domain)) if !host.is_empty() && !domain.is_empty() => {
            let dot = name.get(host.len()..=host.len()).unwrap_or_default();
            vec![
                Part::of(host, Kind::Host),
                Part::kept(dot),
                Part::of(domain, Kind::Domain),
            ]
        }
        _ => vec![Part::of(name, Kind::Host)],
    }
}

/// Whether a machine need not be hidden, because it is the local one or a vendor's.
pub(super) fn is_public(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_of = |domain: &&str| {
        let before = name.strip_suffix(*domain);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    name == "localhost" || is_local(&name) || PUBLIC_DOMAINS.iter().any(is_of)
}

/// Whether an address identifies nobody: it is the local machine's, empty, or a mask.
fn is_local(address: &str) -> bool {
    if let Ok(address) = address.parse::<Ipv4Addr>() {
        return address.is_loopback() || address.is_unspecified() || address.octets()[0] == 255;
    }
    let address = address.parse::<Ipv6Addr>();
    address.is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

/// The address at the beginning of a text. `before` is the text before it: a version is not an
/// address.
pub(super) fn address<'t>(before: &str, text: &'t str) -> Option<Part<'t>> {
    let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
    let end = text.char_indices().find(|(at, c)| !is_part(*c) || *at > 64);
    let whole = text.get(..end.map_or(text.len(), |(at, _)| at))?;
    if text
        .get(whole.len()..)?
        .starts_with(|c: char| c.is_alphanumeric() || c == '_')
    {
        return None;
    }
    let whole = whole.trim_end_matches('.');
    let without_port = whole.split(':').next().unwrap_or_default();
    let is_v6 = |text: &str| {
        text.bytes().any(|byte| byte.is_ascii_digit()) && text.parse::<Ipv6Addr>().is_ok()
    };
    let address = [whole, whole.trim_end_matches(':')]
        .into_iter()
        .find(|text| is_v6(text));
    let address = match address {
        Some(address) => address,
        None if without_port.parse::<Ipv4Addr>().is_ok() && !ends_in_version(before) => {
            without_port
        }
        None => return None,
    };
    match is_local(address) {
        true => Some(Part::kept(address)),
        false => Some(Part::of(address, Kind::Address)),
    }
}

/// Whether a text ends with a word that announces a version.
fn ends_in_version(text: &str) -> bool {
    let tail: String = text.chars().rev().take(16).collect();
    let word: String = tail
        .trim_start_matches([' ', ':', '=', '(', '"', '\''])
        .chars()
        .take_while(|c| c.is_alphabetic())
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let word = word.to_lowercase();
    matches!(
        &*word,
        "version" | "ver" | "v" | "build" | "release" | "revision"
    )
}
