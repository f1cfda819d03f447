//! The sort keys of results: the day of the last change, and the title.

use std::{collections::BTreeSet, sync::OnceLock};

use tantivy::{
    DocAddress, SegmentReader,
    columnar::{Column, StrColumn},
};

use super::{
    letters::folded,
    schema::{DATE, TITLE_ORDER},
};

/// How much of a title is used for sorting, in bytes.
const MAX_TITLE: usize = 48;

/// The columns that results are sorted by.
pub struct Sorting {
    segments: Vec<Columns>,
    /// How each title in a segment ranks among all titles in the index, segment by segment; made
    /// when somebody first sorts by title.
    places: OnceLock<Vec<Vec<usize>>>,
}

/// The columns of a segment.
struct Columns {
    date: Option<Column>,
    title: Option<StrColumn>,
}

impl Sorting {
    /// Opens the columns of all segments.
    pub fn open(segments: &[SegmentReader]) -> tantivy::Result<Self> {
        let open = |segment: &SegmentReader| {
            Ok(Columns {
                date: segment.fast_fields().column_opt(DATE)?,
                title: segment.fast_fields().str(TITLE_ORDER)?,
            })
        };
        let segments = segments.iter().map(open);
        Ok(Self {
            segments: segments.collect::<tantivy::Result<_>>()?,
            places: OnceLock::new(),
        })
    }

    /// The day of an article's last change as a number that is larger for later ones.
    pub fn date(&self, address: DocAddress) -> Option<u64> {
        let segment = self.segments.get(address.segment_ord as usize)?;
        segment.date.as_ref()?.first(address.doc_id)
    }

    /// The rank of an article's title among all titles.
    pub fn title(&self, address: DocAddress) -> usize {
        let segment = address.segment_ord as usize;
        let columns = self.segments.get(segment);
        let number = columns.and_then(|columns| {
            let number = columns.title.as_ref()?.ords().first(address.doc_id)?;
            usize::try_from(number).ok()
        });
        let places = self.places.get_or_init(|| places(&self.segments));
        let place = number.and_then(|number| places.get(segment)?.get(number));
        place.copied().unwrap_or(usize::MAX)
    }
}

/// The ranks of each segment's titles among those of all segments.
fn places(segments: &[Columns]) -> Vec<Vec<usize>> {
    let titles: Vec<Vec<Vec<u8>>> = segments.iter().map(titles).collect();
    let all: BTreeSet<&[u8]> = titles.iter().flatten().map(Vec::as_slice).collect();
    let all: Vec<&[u8]> = all.into_iter().collect();
    let place = |title: &Vec<u8>| all.partition_point(|other| *other < title.as_slice());
    let of_segment = |titles: &Vec<Vec<u8>>| titles.iter().map(place).collect();
    titles.iter().map(of_segment).collect()
}

/// The distinct titles of a segment, in order.
fn titles(columns: &Columns) -> Vec<Vec<u8>> {
    let mut titles = Vec::new();
    let stream = columns
        .title
        .as_ref()
        .map(|title| title.dictionary().stream());
    if let Some(Ok(mut stream)) = stream {
        while stream.advance() {
            titles.push(stream.key().to_vec());
        }
    }
    titles
}

/// The sort key of a title: its letters and digits, ignoring quotes at its beginning.
pub fn title_order(title: &str) -> String {
    let start = title.find(char::is_alphanumeric).unwrap_or(0);
    let mut order = folded(title.get(start..).unwrap_or_default());
    order.truncate(order.floor_char_boundary(MAX_TITLE));
    order
}

/// A date as a number: `19990501` for `1999-05-01`; `None` if it is not a date.
pub fn date_order(modified: &str) -> Option<u64> {
    let mut parts = modified.split('-');
    let year: u64 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut next = || {
        parts
            .next()
            .and_then(|part| part.parse::<u64>().ok())
            .unwrap_or(0)
    };
    let (month, day) = (next(), next());
    Some((year * 100 + month.min(99)) * 100 + day.min(99))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_in_order() {
        for (modified, expect) in [
            ("1999-05-01", Some(19_990_501)),
            ("1999-05", Some(19_990_500)),
            ("1999", Some(19_990_000)),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(date_order(modified), expect, "{modified}");
        }
    }

    #[test]
    fn titles_are_in_alphabetical_order() {
        for (title, expect) in [
            ("\"Error 5\" Is Shown", "error 5\" is shown"),
            ("Über", "uber"),
            ("", ""),
        ] {
            assert_eq!(title_order(title), expect, "{title}");
        }
        assert!(title_order(&"é".repeat(200)).len() <= MAX_TITLE);
    }
}
