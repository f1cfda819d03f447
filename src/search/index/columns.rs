//! The columns that ranking reads about the articles of a segment, opened once.

use tantivy::{DocId, SegmentReader, columnar::Column};

use super::{
    part::Part,
    schema::{EVENT_COUNT, ID_ORDER, LAYOUT},
};

/// An article with more events than this is a catalog.
const CATALOG: u64 = 40;

/// The bytes of an ID, at most 40, as numbers of eight bytes each.
pub type IdOrder = [u64; 5];

/// The columns that ranking reads about the articles of a segment.
pub struct Columns {
    /// The parts of all articles, one article after another, and where the parts begin.
    layout: Vec<(Part, u32)>,
    /// Where each article begins in `layout`, followed by where the last one ends.
    starts: Vec<usize>,
    id_order: Column,
    event_count: Column,
}

impl Columns {
    /// Opens the columns of a segment.
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let written = columns.u64(LAYOUT)?;
        let (mut layout, mut starts) = (Vec::new(), vec![0]);
        for doc in 0..segment.max_doc() {
            layout.extend(written.values_for_doc(doc).map(Part::of_layout));
            starts.push(layout.len());
        }
        layout.shrink_to_fit();
        Ok(Self {
            layout,
            starts,
            id_order: columns.u64(ID_ORDER)?,
            event_count: columns.u64(EVENT_COUNT)?,
        })
    }

    /// The order of an article among those with the same score.
    pub fn id_order(&self, doc: DocId) -> IdOrder {
        let mut order = IdOrder::default();
        for (place, number) in order.iter_mut().zip(self.id_order.values_for_doc(doc)) {
            *place = number;
        }
        order
    }

    /// The parts of an article and where they begin.
    pub fn layout(&self, doc: DocId) -> &[(Part, u32)] {
        let mut ends = self.starts.iter().skip(doc as usize);
        let (start, end) = (ends.next(), ends.next());
        let layout = start
            .zip(end)
            .and_then(|(start, end)| self.layout.get(*start..*end));
        layout.unwrap_or_default()
    }

    /// Whether an article is a catalog: it mentions very many events.
    pub fn is_catalog(&self, doc: DocId) -> bool {
        self.event_count.first(doc).unwrap_or(0) > CATALOG
    }
}
