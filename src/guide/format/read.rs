//! Reads a guide's file, and explains errors to people who don't know TOML.

use toml::de::DeTable;

use super::{
    guide::Guide,
    limits::too_large,
    misshapen::{BACKSLASH, SINGLE_QUOTES, misshapen},
};
use crate::problem::Problem;

/// The most bytes of a file.
const MAX_BYTES: usize = 1 << 20;

/// Reads a guide. `file` is its name as people know it. If there is no guide, there is at least one
/// problem; problems that only the whole guide can show are found by [`crate::guide::check()`].
pub fn read(text: &str, file: &str) -> (Option<Guide>, Vec<Problem>) {
    if text.len() > MAX_BYTES {
        let problem = Problem::error(file, 0, "the guide is larger than 1 MB");
        return (None, vec![problem.suggest("Split it into several guides")]);
    }
    let tree = match DeTable::parse(text) {
        Ok(tree) => tree,
        Err(error) => return (None, vec![not_toml(&error, text, file)]),
    };
    let problems = misshapen(tree.get_ref(), text, file);
    if !problems.is_empty() {
        return (None, problems);
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

/// The problem of a file that is not valid TOML, in words for people who do not know TOML.
fn not_toml(error: &toml::de::Error, text: &str, file: &str) -> Problem {
    let message = error.message();
    let place = error.span().unwrap_or(0..0);
    let line = line_at(text, place.start);
    let says = |word: &str| message.contains(word);
    let heading = line.trim_start().trim_start_matches('[');
    let is_heading = line.trim_start().starts_with('[')
        && heading.starts_with(|c: char| c.is_ascii_alphabetic());
    let value = line.split_once('=').map_or("", |(_, value)| value.trim());
    let is_bare = value.starts_with(|c: char| c.is_alphabetic());
    let (message, suggestion) = if says("escape") {
        (BACKSLASH, SINGLE_QUOTES)
    } else if says("duplicate key") {
        (
            "this name is used twice",
            "Remove one of the two lines, or start a new part with [[\u{2026}]] before it",
        )
    } else if is_heading {
        (
            "a heading is not written as it must be",
            "Write [[question]], with two brackets on each side and nothing else on the line",
        )
    } else if is_bare {
        (
            "this text begins without a quotation mark",
            "Put text in quotes, as in `kind = \"choice\"`",
        )
    } else if line.matches('"').count() % 2 == 1 {
        (
            "a text does not end, or begins without a quotation mark",
            "Put each text between two \" on one line, or between two \"\"\" over several lines",
        )
    } else if line.contains('{') || says("inline table") {
        (
            "a table in { and } is not written as it must be",
            "Write it as { name = \"text\", other = \"text\" }, with commas and a } at the end",
        )
    } else if says("array") || line.contains('[') {
        (
            "a list is not written as it must be",
            "Put a comma between two entries, and close the list with ]",
        )
    } else if !line.contains('=') {
        (
            "this line has no `=`",
            "Write `name = \"text\"`; a remark begins with #, and a text of several lines is between two \"\"\"",
        )
    } else {
        (
            "the value on this line is not written as it must be",
            "Put text in quotes, lists in [ and ], and each name on its own line",
        )
    };
    Problem::error(file, 0, message)
        .suggest(suggestion)
        .at(text, place)
}

/// The problem of a value that has the right form but can't be read.
fn unread(error: &toml::de::Error, text: &str, file: &str) -> Problem {
    let message = error.message().lines().next().unwrap_or_default();
    let (message, suggestion) = message.split_once("; ").unwrap_or((message, ""));
    Problem::error(file, 0, message)
        .suggest(suggestion)
        .at(text, error.span().unwrap_or(0..0))
}

/// The line that a byte is in.
fn line_at(text: &str, at: usize) -> &str {
    let begin = text.get(..at).unwrap_or(text);
    let begin = begin.rfind('\n').map_or(0, |at| at + 1);
    text.get(begin..)
        .unwrap_or_default()
        .lines()
        .next()
        .unwrap_or_default()
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
            (
                "[[question]]\nid = \"q\"\nkind = \"choice\"\nask = \"?\"\noptions = 3",
                9,
                "`options` must be a list of texts or tables (Write `options = [\"Yes\", \"No\"]`",
            ),
            (
                "[[question]]\nid = 7\nkind = \"yes-no\"\nask = \"?\"",
                6,
                "`id` must be text in quotes",
            ),
            (
                "[[question]]\nid = \"q\"\nkind = \"number\"\nask = \"?\"\nmin = \"5\"",
                9,
                "`min` must be a number (Write `min = 2.5`",
            ),
            (
                "[[question]]\nid = \"q\"\nkind = \"text\"\nask = \"?\"\nnext = [{ when = { q = 3 }, go = \"o\" }]",
                9,
                "`q` must be text or a list of texts",
            ),
            (
                "events = [{ source = \"A\", id = \"7\" }]",
                5,
                "`id` must be a whole number",
            ),
            ("question = { id = \"q\" }", 5, "`question` must be a list"),
        ] {
            let (guide, problems) = read(&format!("{HEAD}{tail}"), "g.toml");
            assert!(guide.is_none(), "{tail}");
            assert_eq!(problems[0].line, line, "{tail}: {}", problems[0]);
            assert!(problems[0].to_string().contains(part), "{}", problems[0]);
        }
    }
}
