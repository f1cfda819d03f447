//! The TOML of front matter, between lines of `+++`.

use toml::{
    Spanned,
    de::{DeTable, DeValue, Error},
};

use super::value::{DEPTH_LIMIT, Entry, FrontMatterProblem, Value};

/// The most problems that are reported for one front matter.
const PROBLEM_LIMIT: usize = 5;

/// The entries of a TOML text, as far as it can be read, and its problems.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<FrontMatterProblem>) {
    let source = Source::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let problems = errors.iter().take(PROBLEM_LIMIT);
    let problems = problems.map(|error| source.problem(error)).collect();
    (source.entries(table.into_inner(), 0), problems)
}

struct Source<'t> {
    text: &'t str,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'t> Source<'t> {
    fn new(text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// The line that a byte is on, from 1.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1)
    }

    fn problem(&self, error: &Error) -> FrontMatterProblem {
        let message = error.message().lines().next().unwrap_or_default();
        FrontMatterProblem {
            line: error.span().map_or(1, |span| self.line(span.start)),
            message: message.to_owned(),
            advice: "write `key = \"text\"`, with the text in quotation marks",
            is_left_out: true,
        }
    }

    fn entries(&self, table: DeTable<'t>, depth: usize) -> Vec<Entry> {
        let mut entries: Vec<(usize, Entry)> = Vec::new();
        for (key, value) in table {
            let at = key.span().start;
            let entry = Entry {
                key: key.into_inner().into_owned(),
                line: self.line(at),
                value: self.value(value, depth + 1),
            };
            entries.push((at, entry));
        }
        // The parsed table is in alphabetical order.
        entries.sort_by_key(|(at, _)| *at);
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    fn value(&self, value: Spanned<DeValue<'t>>, depth: usize) -> Value {
        let span = value.span();
        match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Array(_) | DeValue::Table(_) if depth >= DEPTH_LIMIT => Value::Null,
            DeValue::Array(items) => {
                let items = items.into_iter();
                Value::List(items.map(|item| self.value(item, depth + 1)).collect())
            }
            DeValue::Table(table) => Value::Map(self.entries(table, depth)),
            // As it is written: `5.50`, `2024-05-27`.
            _ => Value::Text(self.text.get(span).unwrap_or_default().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::value::fields, *};

    fn written(text: &str) -> Vec<String> {
        let fields = fields(read(text).0).into_iter();
        let field = |field: super::super::value::Field| {
            format!("{} {}={}", field.line, field.name, field.texts.join("|"))
        };
        fields.map(field).collect()
    }

    #[test]
    fn keeps_values_as_written() {
        assert_eq!(
            written(
                "title = \"A\"\nversion = 5.50\ndate = 2024-05-27T10:00:00Z\ntags = [\"x\", 'y']\ndraft = true\n\
                 [params]\nauthor = { name = \"Ann\" }\n[[menu]]\nweight = 0x10\n"
            ),
            [
                "1 title=A",
                "2 version=5.50",
                "3 date=2024-05-27T10:00:00Z",
                "4 tags=x|y",
                "5 draft=true",
                "7 params.author.name=Ann",
                "9 menu.weight=0x10",
            ]
        );
    }

    #[test]
    fn keeps_what_can_be_read() {
        let text = "title = \"A\"\nowner = Ann Lee\nweight = 3\n";
        let (_, problems) = read(text);
        assert_eq!(problems.first().map(|problem| problem.line), Some(2));
        let written = written(text);
        assert!(written.contains(&"1 title=A".to_owned()), "{written:?}");
        assert!(written.contains(&"3 weight=3".to_owned()), "{written:?}");
    }
}
