//! Reads a guide's file, and says in words for those who do not know TOML why it is none.

use super::{super::slip::closest, guide::Guide, limits::too_large};
use crate::problem::Problem;

/// A file longer than this many bytes is not read.
const MAX_BYTES: usize = 1 << 20;

/// Reads a guide. `file` is its name as the person knows it. Without a guide there is at least one
/// problem; what only the whole guide can show is found by [`crate::guide::check()`].
pub fn read(text: &str, file: &str) -> (Option<Guide>, Vec<Problem>) {
    if text.len() > MAX_BYTES {
        let problem = Problem::error(file, 0, "the guide is larger than 1 MB");
        return (None, vec![problem.suggest("Split it into several guides")]);
    }
    let mut guide: Guide = match toml::from_str(text) {
        Ok(guide) => guide,
        Err(error) => {
            return (None, vec![unread(&error, text, file)]);
        }
    };
    guide.file = file.to_owned();
    guide.text = text.into();
    guide.build_index();
    match too_large(&guide) {
        Some(problem) => (None, vec![problem]),
        None => (Some(guide), Vec::new()),
    }
}

/// What is wrong with a file that is not a guide, in words for those who do not know TOML.
fn unread(error: &toml::de::Error, text: &str, file: &str) -> Problem {
    let message = error.message();
    let place = error.span().unwrap_or(0..0);
    let written = text.get(place.clone()).unwrap_or_default();
    let (message, suggestion) = if let Some(rest) = message.strip_prefix("unknown field `") {
        let (name, rest) = rest.split_once('`').unwrap_or((rest, ""));
        let allowed: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        let message = format!("there is no `{name}` here");
        (message, nearest(name, &allowed))
    } else if let Some(rest) = message.strip_prefix("unknown variant `") {
        let (name, rest) = rest.split_once('`').unwrap_or((rest, ""));
        let allowed: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        let message = format!("`{name}` is not one of the words that can stand here");
        (message, nearest(name, &allowed))
    } else if let Some(rest) = message.strip_prefix("missing field `") {
        let name = rest.trim_end_matches('`');
        let advice = format!("Write `{name} = \u{2026}` in this part");
        (format!("`{name}` is missing in this part"), advice)
    } else if message.starts_with("duplicate key") {
        let advice = "Remove one of the two lines, or begin a new part with [[\u{2026}]] before it";
        ("this name stands here twice".to_owned(), advice.to_owned())
    } else if written.starts_with(['"', '\'']) || message.starts_with("invalid type") {
        (message.to_owned(), String::new())
    } else {
        let advice =
            "A text stands between quotes, a list between [ and ], and each name has its own line";
        (message.to_owned(), advice.to_owned())
    };
    Problem::error(file, 0, message)
        .suggest(suggestion)
        .at(text, place)
}

/// The word of `allowed` that may have been meant, or all of them.
fn nearest(name: &str, allowed: &[&str]) -> String {
    match closest(name, allowed.iter().copied()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("Use one of {}", allowed.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id = \"g\"\ntitle = \"G\"\nrevision = 1\nstart = \"q\"\n";

    #[test]
    fn parts_know_their_lines() {
        let text = format!(
            "{HEAD}\n[[question]]\nid = \"q\"\nkind = \"yes-no\"\nask = \"?\"\nnext = [\n  {{ go = \"o\" }},\n]\n\n[[outcome]]\nid = \"o\"\nkind = \"fix\"\ntitle = \"T\"\ntext = \"X\"\n"
        );
        let (guide, problems) = read(&text, "g.toml");
        assert!(problems.is_empty(), "{problems:?}");
        let guide = guide.unwrap();
        let line = |at: usize| text[..at].lines().count() + 1;
        assert_eq!(line(guide.questions[0].at), 6);
        assert_eq!(line(guide.questions[0].next[0].at - 2), 11);
        assert_eq!(line(guide.node("o").unwrap().at()), 14);
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_with_its_line() {
        for (tail, line, part) in [
            (
                "[[question]]\nid = \"q\"\nkind = \"yesno\"\nask = \"?\"",
                7,
                "yes-no",
            ),
            (
                "[[question]]\nid = \"q\"\nkind = \"yes-no\"\nask = \"?\"\noptons = []",
                9,
                "optons",
            ),
            ("[[outcome]]\nid = ", 6, ""),
            (
                "[[outcome]]\nid = \"o\"\nkind=\"fix\"\ntitle=\"\"\ntext=\"\"\ncite=[\"hello\"]",
                10,
                "Q168465",
            ),
        ] {
            let (guide, problems) = read(&format!("{HEAD}{tail}"), "g.toml");
            assert!(guide.is_none(), "{tail}");
            assert_eq!(problems[0].line, line, "{tail}: {}", problems[0]);
            assert!(problems[0].to_string().contains(part), "{}", problems[0]);
        }
    }
}
