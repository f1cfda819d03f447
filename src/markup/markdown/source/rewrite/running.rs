//! Lines of running text.

use super::{
    super::{
        anchor::{heading_anchor, line_anchor},
        escape::escaped,
        inline::Scanner,
        lines::Piece,
        row::without_headings,
        strong,
    },
    state::{Kind, State},
};
use crate::markup::note_mark::MARK;

impl State<'_> {
    /// Rewrites a line of running text; returns where it ended, which may be some lines below.
    pub fn running_text(&mut self, prefix: &str, words: &str, end: usize) -> usize {
        let start = end - words.len();
        let (anchor, words) = heading_anchor(words);
        // `> : text` would make the mark above it a defined term.
        let colon = words.strip_prefix(": ").filter(|_| self.after_mark);
        let start = start + colon.map_or(0, |rest| words.len() - rest.len());
        let words = colon.unwrap_or(words);
        let (place, words) = line_anchor(words);
        let scanned = self.scanner.scan(start, start + words.len());
        let mut pieces = scanned.pieces;
        self.after_mark =
            matches!(pieces.as_slice(), [Piece::Text(text)] if text.starts_with(MARK));
        // If an icon was dropped, the space after it would count as indentation of the list item.
        if let Some(Piece::Text(text)) = pieces.first_mut()
            && text.starts_with(' ')
        {
            *text = text.trim_start().to_owned();
        }
        for piece in &mut pieces {
            if let Piece::Text(text) = piece {
                if let Some(repaired) = strong::repaired(text) {
                    *text = repaired;
                }
                without_headings(text);
            }
        }
        // A tag alone on its line would begin an HTML block, in which nothing is Markdown.
        if !words.starts_with('<')
            && let [Piece::Text(text)] = pieces.as_mut_slice()
            && text.starts_with('<')
            && text.ends_with('>')
        {
            text.push_str("<wbr>");
        }
        if let Some(place) = place
            && let Some(Piece::Text(text)) = pieces.last_mut()
        {
            let id = escaped(place);
            text.push_str(&format!("<a id=\"{id}\"></a>"));
        }
        if let Some(anchor) = anchor
            && let Some(Piece::Text(text)) = pieces.first_mut()
        {
            let marks = text.len() - text.trim_start_matches('#').len();
            let id = escaped(anchor);
            let words = text.split_off(marks);
            text.push_str(&format!(" <a id=\"{id}\"></a>{}", words.trim_start()));
        }
        self.component(prefix, &pieces);
        self.lines.pieces(prefix, &pieces);
        scanned.end.max(end)
    }

    /// Keeps track of a component that begins or ends on a line of its own.
    fn component(&mut self, prefix: &str, pieces: &[Piece]) {
        let mut alone = pieces.iter().filter_map(|piece| match piece {
            Piece::Alone(tag) => Some(tag),
            _ => None,
        });
        let Some(tag) = alone.next() else { return };
        if alone.next().is_some() || tag.starts_with("<x-") || tag.ends_with("/>") {
            return;
        }
        let name = tag.trim_start_matches(['<', '/']);
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')));
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
        if tag.starts_with("</") {
            self.end(|kind| matches!(kind, Kind::Component { name: own, .. } if own == name));
        } else if !prefix.contains('>') {
            let (name, columns) = (name.to_owned(), None);
            self.open(Kind::Component { name, columns }, "", prefix);
        }
    }
}

/// A title inside the `words` that end at `end`, rewritten like any running text.
pub fn title_of(scanner: &mut Scanner<'_>, title: &str, words: &str, end: usize) -> String {
    match words.find(title).filter(|_| !title.is_empty()) {
        Some(at) => {
            let start = end - words.len() + at;
            let mut text = String::new();
            let scanned = scanner.scan(start, start + title.len());
            scanned
                .pieces
                .iter()
                .for_each(|piece| piece.push_words(&mut text));
            text
        }
        None => title.to_owned(),
    }
}
