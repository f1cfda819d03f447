//! Targets of links and images, and wiki links.

use super::{
    escape::{escaped, inline_escaped},
    template,
};
use crate::markup::{Inline, WIKI, anchors};

/// The destination in `rest`, which begins right after `](`: its length including the `)`, and what
/// to write instead. `None` if it is not a destination.
pub fn destination(rest: &str, end_of_line: usize) -> Option<(usize, String)> {
    let line = rest.get(..end_of_line.min(2_000)).unwrap_or(rest);
    if line.starts_with('<') {
        let mut escaped = false;
        let end = line.char_indices().find(|(_, c)| {
            let is_end = *c == '>' && !escaped;
            escaped = *c == '\\' && !escaped;
            is_end
        });
        let end = end.map(|(at, _)| at + 1)?;
        return Some((end, line.get(..end)?.to_owned()));
    }
    let end = closing(line)?;
    let inside = line.get(..end)?;
    let is_plain = !inside.contains(['{', ' ', '\\', '<']);
    if is_plain {
        return Some((end, inside.to_owned()));
    }
    let (target, title) = titled(inside.trim());
    // The parameters of a function, as in `Invoke[T](Item one, List two)`.
    if target.contains(", ") && !target.contains(['/', '.', '{']) {
        return None;
    }
    let target = template::target(target);
    let target = match target.rsplit_once(" =") {
        // `=300x200` is the size of an image.
        Some((target, size)) if size.starts_with(|c: char| c.is_ascii_digit() || c == 'x') => {
            target.trim_end().to_owned()
        }
        _ => target,
    };
    let target = target.replace('<', "%3C").replace('>', "%3E");
    let target = target.replace('\\', "\\\\");
    Some((end + 1, format!("<{target}>{title})")))
}

/// The position of the `)` that closes a destination.
fn closing(line: &str) -> Option<usize> {
    let (mut open, mut braces, mut quote) = (0_usize, 0_usize, false);
    for (at, c) in line.char_indices() {
        match c {
            '\n' => return None,
            '"' if braces == 0 => quote = !quote,
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            '(' if braces == 0 && !quote => open += 1,
            ')' if braces == 0 && !quote && open == 0 => return Some(at),
            ')' if braces == 0 && !quote => open -= 1,
            _ => {}
        }
    }
    None
}

/// A target, and the title after it including the space before.
fn titled(inside: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(body) = inside.strip_suffix(quote)
            && let Some(at) = body.rfind(&format!(" {quote}"))
        {
            return (
                body.get(..at).unwrap_or_default().trim_end(),
                inside.get(at..).unwrap_or_default(),
            );
        }
    }
    (inside, "")
}

/// The extensions of files that are shown as images.
const IMAGES: [&str; 10] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "avif", "ico", "tif",
];

/// The wiki link or embedded file at the beginning of `rest` (`[[…]]`, `![[…]]`): its length, and
/// the HTML for it.
pub fn wiki(rest: &str) -> Option<(usize, String)> {
    let embeds = rest.starts_with('!');
    let start = if embeds { 3 } else { 2 };
    let inside = rest.get(start..)?;
    let line = inside
        .get(..inside.len().min(400))
        .or_else(|| inside.split('\n').next())?;
    let end = line.find("]]")?;
    let inside = line.get(..end)?;
    let after = line.get(end + 2..).unwrap_or_default();
    let is_wiki = !inside.is_empty()
        && !inside.starts_with(char::is_whitespace)
        && !inside.contains(['\n', '[', '<', '`'])
        && !after.starts_with(['(', '[']);
    if !is_wiki {
        return None;
    }
    let length = start + end + 2;
    let (target, label) = match inside.split_once('|') {
        Some((target, label)) => (target.trim_end_matches('\\'), Some(label)),
        None => (inside, None),
    };
    let target = target.trim();
    let label = label.map(str::trim).filter(|label| !label.is_empty());
    let ending = target
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let is_image = ending.is_some_and(|ending| IMAGES.contains(&ending.as_str()));
    if embeds && is_image {
        // After the bar comes the size of an image, or its description.
        let is_size = |label: &&str| label.bytes().all(|b| b.is_ascii_digit() || b == b'x');
        let alt = label.filter(|label| !is_size(label)).unwrap_or_default();
        let (target, alt) = (escaped(target), escaped(alt));
        return Some((length, format!("<img src=\"{target}\" alt=\"{alt}\">")));
    }
    let words = label.unwrap_or(target.trim_start_matches('#'));
    let target = match target.strip_prefix('#') {
        Some(heading) => format!("#{}", anchors::slug(&[Inline::text(heading)])),
        None => format!("{WIKI}{target}"),
    };
    let html = format!(
        "<a href=\"{}\">{}</a>",
        escaped(&target),
        inline_escaped(words)
    );
    Some((length, html))
}

/// A link with words; without any, the target is shown.
pub fn link(target: &str, words: Option<&str>) -> String {
    let words = words.unwrap_or(target);
    format!(
        "<a href=\"{}\">{}</a>",
        escaped(target),
        inline_escaped(words)
    )
}

/// An image, or a link to the file if it is not an image.
pub fn image(target: &str, alt: &str) -> String {
    format!("<img src=\"{}\" alt=\"{}\">", escaped(target), escaped(alt))
}
