//! Reads a guide's file, and explains errors to people who don't know TOML.

use super::{super::typo::closest, guide::Guide, limits::too_large, rule::TEXTS};
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
        let message = format!("`{name}` is not one of the allowed words");
        (message, nearest(name, &allowed))
    } else if let Some(rest) = message.strip_prefix("missing field `") {
        let name = rest.trim_end_matches('`');
        let advice = format!("Write `{name} = \u{2026}` in this part");
        (format!("`{name}` is missing from this part"), advice)
    } else if message.starts_with("duplicate key") {
        let advice = "Remove one of the two lines, or start a new part with [[\u{2026}]] before it";
        ("this name is used twice".to_owned(), advice.to_owned())
    } else if let Some(wrong) = wrong_type(message, text, place.start) {
        wrong
    } else if written.starts_with(['"', '\'']) {
        (message.to_owned(), String::new())
    } else {
        let advice = "Put text in quotes, lists in [ and ], and each name on its own line";
        (message.to_owned(), advice.to_owned())
    };
    Problem::error(file, 0, message)
        .suggest(suggestion)
        .at(text, place)
}

/// What a setting must be, and how that is written, where its value is of another type.
fn wrong_type(message: &str, text: &str, at: usize) -> Option<(String, String)> {
    let message = message.lines().next()?;
    let expected = match message {
        TEXTS => message,
        message => {
            let invalid = ["invalid type: ", "invalid value: "];
            let rest = invalid.iter().find_map(|it| message.strip_prefix(it))?;
            rest.rsplit_once(", expected ")?.1
        }
    };
    let (must, example) = match expected {
        TEXTS => (TEXTS, "\"\u{2026}\"` or `[\"\u{2026}\", \"\u{2026}\"]"),
        "a string" | "string" => ("text in quotes", "\"\u{2026}\""),
        "a boolean" => ("true or false", "true"),
        "a sequence" => ("a list in [ and ]", "[\u{2026}]"),
        "f32" | "f64" => ("a number", "2.5"),
        number if number.len() <= 5 && number.starts_with(['i', 'u']) => ("a whole number", "1"),
        _ => ("a table in { and }", "{ \u{2026} }"),
    };
    let key = key_before(text, at)?;
    let example = match (key, must) {
        ("options", _) => "[{ value = \"old\", label = \"The old one\" }]",
        ("next", _) => "[{ go = \"\u{2026}\" }]",
        ("events", _) => "[{ source = \"\u{2026}\", id = 1 }]",
        ("codes", _) => "[{ code = \"0x80004005\" }]",
        ("when" | "answers" | "set", _) => "{ \u{2026} = \"\u{2026}\" }",
        (_, "a list in [ and ]") => "[\"\u{2026}\", \"\u{2026}\"]",
        _ => example,
    };
    let is_in_list = must.starts_with("a table") && example.starts_with('[');
    let message = match is_in_list {
        true => format!("`{key}` must be a list of tables"),
        false => format!("`{key}` must be {must}"),
    };
    Some((message, format!("Write `{key} = {example}`")))
}

/// The name of the setting whose value is at this byte, or around it.
fn key_before(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    // Of a part the span begins with its heading.
    if let Some(heading) = text.get(at..)?.strip_prefix("[") {
        let name = heading.trim_start_matches('[');
        let end = name.find(|c| !is_of_name(c)).unwrap_or(name.len());
        if name.get(end..).is_some_and(|rest| rest.starts_with(']')) && end > 0 {
            return name.get(..end);
        }
    }
    let name = before.get(..before.rfind('=')?)?.trim_end();
    let start = name.rfind(|c| !is_of_name(c)).map_or(0, |at| at + 1);
    name.get(start..).filter(|name| !name.is_empty())
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
            (
                "[[question]]\nid = \"q\"\nkind = \"choice\"\nask = \"?\"\noptions = 3",
                9,
                "`options` must be a list in [ and ] (Write `options = [{ value = \"old\"",
            ),
            (
                "[[question]]\nid = \"q\"\nkind = \"choice\"\nask = \"?\"\noptions = [\"Yes\", \"No\"]",
                9,
                "`options` must be a list of tables (Write `options = [{ value",
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
