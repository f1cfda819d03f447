//! The writer of HTML.

use std::ops::Range;

use super::{
    escape::escape,
    links::{ArticleLink, Links, PathTo},
    target::{Target, web_addresses},
};
use crate::{
    evidence::{article_ids, own_ids},
    markup::{Block, EventField, Inline, NoteKind, Numbering, TableRow, WIKI, text},
};

/// The most bytes of HTML that are written for one text.
pub const OUTPUT_LIMIT: usize = 16 * 1024 * 1024;

/// Space reserved for closing tags, so that the output stays balanced when the limit is reached.
const RESERVE: usize = 64 * 1024;

/// The deepest nesting of lists, notes and quotations that is written as such.
pub(super) const DEPTH_LIMIT: usize = 64;

/// The longest name of an event source that is looked up.
const SOURCE_LIMIT: usize = 256;

/// Writes `blocks` as HTML, at most [`OUTPUT_LIMIT`] bytes; a last sentence says if something is
/// left out.
pub fn write(blocks: &[Block], links: &dyn Links) -> String {
    let mut writer = HtmlWriter::new(links);
    writer.blocks(blocks, 0);
    writer.finish()
}

/// Writes `inlines` as HTML without a paragraph around them, limited like [`write`].
pub fn write_inlines(inlines: &[Inline], links: &dyn Links) -> String {
    let mut writer = HtmlWriter::new(links);
    writer.inlines(inlines, 0, true);
    writer.finish()
}

struct HtmlWriter<'a> {
    links: &'a dyn Links,
    out: String,
    /// Set when the limit is reached; from then on only closing tags are written.
    is_full: bool,
}

impl<'a> HtmlWriter<'a> {
    fn new(links: &'a dyn Links) -> Self {
        Self {
            links,
            out: String::new(),
            is_full: false,
        }
    }

    fn finish(mut self) -> String {
        if self.is_full {
            self.out.push_str(
                "<p class=\"cut\">The rest is left out here: this text is too long for a page.</p>",
            );
        }
        self.out
    }

    /// Appends markup, which counts toward the limit; false if it no longer fits.
    fn put(&mut self, markup: &str) -> bool {
        if self.is_full || self.out.len() + markup.len() > OUTPUT_LIMIT - RESERVE {
            self.is_full = true;
            return false;
        }
        self.out.push_str(markup);
        true
    }

    fn text(&mut self, text: &str) {
        // A long text is split into pieces, so that as much of it as possible is shown.
        let mut rest = text;
        while !rest.is_empty() && !self.is_full {
            let end = rest
                .char_indices()
                .nth(4096)
                .map_or(rest.len(), |(at, _)| at);
            let (piece, tail) = rest.split_at(end);
            self.put(&escape(piece));
            rest = tail;
        }
    }

    /// Writes `open`, then the content, then `close`; nothing at all once the limit is reached.
    fn element(&mut self, open: &str, close: &str, content: impl FnOnce(&mut Self)) {
        if self.put(open) {
            content(self);
            self.out.push_str(close);
        }
    }

    fn heading_link(&mut self, anchor: &str, heading: &[Inline]) {
        let heading = text::inlines(heading);
        self.put(&format!(
            " <a class=\"anchor\" href=\"#{}\" aria-label=\"Link to {}\">#</a>",
            escape(anchor),
            escape(heading.trim())
        ));
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            if self.is_full {
                return;
            }
            self.block(block, depth);
        }
    }

    fn block(&mut self, block: &Block, depth: usize) {
        match block {
            Block::Paragraph { text } => {
                self.element("<p>", "</p>\n", |w| w.inlines(text, 0, true));
            }
            Block::Heading {
                level,
                anchor,
                text,
            } => {
                let level = (*level).clamp(2, 6);
                let open = match anchor.as_str() {
                    "" => format!("<h{level}>"),
                    anchor => format!("<h{level} id=\"{}\">", escape(anchor)),
                };
                self.element(&open, &format!("</h{level}>\n"), |w| {
                    w.inlines(text, 0, true);
                    if !anchor.is_empty() && w.links.has_heading_links() {
                        w.heading_link(anchor, text);
                    }
                });
            }
            Block::Code { text } => {
                let open = "<pre class=\"code\" tabindex=\"0\"><code>";
                self.element(open, "</code></pre>\n", |w| w.verbatim(text));
            }
            Block::Preformatted { text } => {
                let open = "<pre class=\"pre\" tabindex=\"0\">";
                self.element(open, "</pre>\n", |w| w.verbatim(text));
            }
            Block::Event { fields } => self.event(fields),
            Block::Table { header, rows } => self.table(header, rows),
            Block::Rule => {
                self.put("<hr>\n");
            }
            Block::List { .. }
            | Block::Note { .. }
            | Block::Quote { .. }
            | Block::Details { .. }
                if depth >= DEPTH_LIMIT =>
            {
                let text = flat_text(block);
                self.element("<p>", "</p>\n", |w| w.linked_text(&text, true));
            }
            Block::List {
                start,
                numbering,
                items,
            } => self.list(*start, *numbering, items, depth),
            Block::Note {
                kind,
                title,
                blocks,
            } => self.note(*kind, title, blocks, depth),
            Block::Details { summary, blocks } => {
                self.element("<details>\n", "</details>\n", |w| {
                    w.element("<summary>", "</summary>\n", |w| w.inlines(summary, 0, true));
                    w.blocks(blocks, depth + 1);
                });
            }
            Block::Quote { blocks } => {
                self.element("<blockquote>\n", "</blockquote>\n", |w| {
                    w.blocks(blocks, depth + 1);
                });
            }
        }
    }

    /// Browsers drop a newline right after `<pre>`, so an extra one is written.
    fn verbatim(&mut self, text: &str) {
        if text.starts_with('\n') {
            self.put("\n");
        }
        self.linked_text(text, false);
    }

    fn list(
        &mut self,
        start: Option<u32>,
        numbering: Numbering,
        items: &[Vec<Block>],
        depth: usize,
    ) {
        let letters = numbering.html_type();
        let letters = letters.map_or(String::new(), |word| format!(" type=\"{word}\""));
        let (open, close) = match start {
            None => ("<ul>\n".to_owned(), "</ul>\n"),
            Some(1) => (format!("<ol{letters}>\n"), "</ol>\n"),
            Some(number) => (format!("<ol{letters} start=\"{number}\">\n"), "</ol>\n"),
        };
        self.element(&open, close, |w| {
            for item in items {
                w.element("<li>", "</li>\n", |w| match item.as_slice() {
                    // A single paragraph needs no element of its own, as in a tight list.
                    [Block::Paragraph { text }] => w.inlines(text, 0, true),
                    blocks => w.blocks(blocks, depth + 1),
                });
            }
        });
    }

    fn note(&mut self, kind: NoteKind, title: &[Inline], blocks: &[Block], depth: usize) {
        let word = kind.word();
        let open = format!(
            "<div class=\"note note-{}\" role=\"note\">\n",
            word.to_ascii_lowercase()
        );
        self.element(&open, "</div>\n", |w| {
            w.element("<p class=\"note-word\">", "</p>\n", |w| match title {
                [] => w.text(word),
                title => w.inlines(title, 0, true),
            });
            w.blocks(blocks, depth + 1);
        });
    }

    fn event(&mut self, fields: &[EventField]) {
        let source = fields
            .iter()
            .find(|field| is_label(field, &["source", "event source"]));
        // A longer value is not a name, and looking it up for each event ID of a record takes time.
        let source = source.map(|field| field.value.trim());
        let source = source.filter(|source| source.len() <= SOURCE_LIMIT);
        self.element("<div class=\"event\"><dl>\n", "</dl></div>\n", |w| {
            for field in fields {
                w.element("<div><dt>", "</dt>", |w| w.text(&field.label));
                w.element("<dd>", "</dd></div>\n", |w| w.event_value(field, source));
            }
        });
    }

    fn event_value(&mut self, field: &EventField, source: Option<&str>) {
        if is_label(field, &["event id", "id", "eventid"]) {
            let digits = field.value.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = field.value.split_at(digits);
            let href = number
                .parse()
                .ok()
                .and_then(|id| self.links.event(source, id));
            if let Some(href) = href {
                let open = format!("<a href=\"{}\">", escape(&href));
                self.element(&open, "</a>", |w| w.text(number));
                self.text(rest);
                return;
            }
        }
        for (index, line) in field.value.split('\n').enumerate() {
            if index > 0 {
                self.put("<br>");
            }
            self.linked_text(line, true);
        }
    }

    fn table(&mut self, header: &TableRow, rows: &[TableRow]) {
        let open =
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>\n";
        self.element(open, "</table></div>\n", |w| {
            if !header.is_empty() {
                w.element("<thead>", "</thead>\n", |w| {
                    w.row(header, "<th scope=\"col\">", "</th>");
                });
            }
            w.element("<tbody>\n", "</tbody>\n", |w| {
                for row in rows {
                    w.row(row, "<td>", "</td>");
                }
            });
        });
    }

    fn row(&mut self, row: &TableRow, open: &str, close: &str) {
        self.element("<tr>", "</tr>\n", |w| {
            for cell in row {
                w.element(open, close, |w| w.inlines(cell, 0, true));
            }
        });
    }

    /// `linkable` is false inside a link, which may not contain another.
    fn inlines(&mut self, inlines: &[Inline], depth: usize, linkable: bool) {
        for inline in inlines {
            if self.is_full {
                return;
            }
            match inline {
                Inline::Text { text } if linkable => self.linked_text(text, true),
                Inline::Text { text } => self.text(text),
                Inline::Code { text } => self.element("<code>", "</code>", |w| {
                    if linkable {
                        w.linked_text(text, false)
                    } else {
                        w.text(text)
                    }
                }),
                Inline::Break => {
                    self.put("<br>\n");
                }
                Inline::Image { target, alt } => self.image(target, alt, linkable),
                Inline::Anchor { name } => {
                    self.put(&format!("<a id=\"{}\"></a>", escape(name)));
                }
                Inline::Strong { .. }
                | Inline::Emphasis { .. }
                | Inline::Strikethrough { .. }
                | Inline::Link { .. }
                    if depth >= DEPTH_LIMIT =>
                {
                    let text = text::inlines(std::slice::from_ref(inline)).replace('\n', " ");
                    self.text(&text);
                }
                Inline::Strong { inlines } => self.element("<strong>", "</strong>", |w| {
                    w.inlines(inlines, depth + 1, linkable);
                }),
                Inline::Emphasis { inlines } => self.element("<em>", "</em>", |w| {
                    w.inlines(inlines, depth + 1, linkable);
                }),
                Inline::Strikethrough { inlines } => self.element("<s>", "</s>", |w| {
                    w.inlines(inlines, depth + 1, linkable);
                }),
                Inline::Link { target, inlines } => {
                    match linkable.then(|| self.opening(target)).flatten() {
                        Some(open) => {
                            self.element(&open, "</a>", |w| w.inlines(inlines, depth + 1, false));
                        }
                        None => {
                            self.inlines(inlines, depth + 1, linkable);
                            if linkable && is_path(target) && !shows(inlines, target) {
                                self.unresolved(target);
                            }
                        }
                    }
                }
            }
        }
    }

    /// The opening tag of a link, if its target may become a link.
    fn opening(&self, target: &str) -> Option<String> {
        match Target::parse(target)? {
            Target::Web(url) => Some(external(url)),
            Target::Mail(url) => Some(format!("<a href=\"{}\">", escape(url))),
            Target::Anchor(anchor) => Some(format!("<a href=\"#{}\">", escape(anchor))),
            Target::Article(id, anchor) => self.links.article(&id, anchor).map(article_tag),
            Target::Path(path) => match self.links.path(path)? {
                PathTo::Article(link) => Some(article_tag(link)),
                PathTo::File(href) => Some(format!("<a href=\"{}\">", escape(&href))),
                PathTo::Web(url) => Some(external(&url)),
            },
        }
    }

    fn image(&mut self, target: &str, alt: &str, linkable: bool) {
        let parsed = Target::parse(target);
        let found = match &parsed {
            Some(Target::Path(path)) => self.links.path(path),
            Some(Target::Web(url)) => Some(PathTo::Web((*url).to_owned())),
            _ => None,
        };
        match found {
            Some(PathTo::File(source)) => {
                self.put(&format!(
                    "<img src=\"{}\" alt=\"{}\" loading=\"lazy\">",
                    escape(&source),
                    escape(alt)
                ));
            }
            // Images on other sites are not loaded.
            Some(PathTo::Web(url)) if linkable => {
                self.element(&external(&url), "</a>", |w| {
                    w.text(alt);
                    if alt.trim().is_empty() {
                        w.unresolved(&url);
                    }
                });
            }
            _ => {
                self.text(alt);
                self.unresolved(target);
            }
        }
    }

    /// Writes the address of a link that leads nowhere, so that people can see it.
    fn unresolved(&mut self, target: &str) {
        // The data of an embedded image is thousands of letters.
        let shown = match target.starts_with("data:") {
            true => "embedded file",
            false => target.strip_prefix(WIKI).unwrap_or(target),
        };
        self.put("<span class=\"unresolved\">");
        self.text(&format!(" ({shown})"));
        self.put("</span>");
    }

    /// Writes text with links for article IDs and, if `urls` is set, for web addresses.
    fn linked_text(&mut self, text: &str, urls: bool) {
        let mut at = 0;
        for (span, open) in self.mentions(text, urls) {
            let before = text.get(at..span.start).unwrap_or_default();
            let words = text.get(span.clone()).unwrap_or_default();
            self.text(before);
            self.element(&open, "</a>", |w| w.text(words));
            at = span.end;
        }
        self.text(text.get(at..).unwrap_or_default());
    }

    /// The links in `text`: spans in order, not overlapping, each with its opening tag.
    fn mentions(&self, text: &str, urls: bool) -> Vec<(Range<usize>, String)> {
        let mut found: Vec<(Range<usize>, String)> = Vec::new();
        if urls {
            found.extend(web_addresses(text).into_iter().map(|span| {
                let open = external(text.get(span.clone()).unwrap_or_default());
                (span, open)
            }));
        }
        let addresses: Vec<Range<usize>> = found.iter().map(|(span, _)| span.clone()).collect();
        let mut ids = article_ids(text);
        ids.extend(own_ids(text));
        for (span, id) in ids {
            // Addresses are in order, so a binary search finds the one that could contain this ID.
            let next = addresses.partition_point(|address| address.end <= span.start);
            if addresses
                .get(next)
                .is_some_and(|address| address.start < span.end)
            {
                continue;
            }
            if let Some(link) = self.links.article(&id, None) {
                found.push((span, article_tag(link)));
            }
        }
        if urls {
            let others = self.links.other_links(text).into_iter();
            found.extend(others.map(|(span, href)| {
                let open = format!("<a href=\"{}\">", escape(&href));
                (span, open)
            }));
        }
        found.sort_by_key(|(span, _)| span.start);
        let mut past = 0;
        found.retain(|(span, _)| {
            let is_free = span.start >= past;
            if is_free {
                past = span.end;
            }
            is_free
        });
        found
    }
}

/// Whether one of the inlines is an image with this target, which shows the target itself.
fn shows(inlines: &[Inline], of: &str) -> bool {
    let is_it = |inline: &Inline| matches!(inline, Inline::Image { target, .. } if target == of);
    inlines.iter().any(is_it)
}

/// Whether a target is a path: if it can't become a link, people should see what was meant.
fn is_path(target: &str) -> bool {
    matches!(Target::parse(target), Some(Target::Path(_)))
}

fn external(url: &str) -> String {
    format!(
        "<a href=\"{}\" rel=\"noreferrer nofollow\" class=\"external\">",
        escape(url)
    )
}

fn article_tag(link: ArticleLink) -> String {
    let class = if link.is_missing {
        " class=\"missing\""
    } else {
        ""
    };
    format!(
        "<a href=\"{}\" title=\"{}\"{class}>",
        escape(&link.href),
        escape(&link.title)
    )
}

fn is_label(field: &EventField, labels: &[&str]) -> bool {
    labels
        .iter()
        .any(|label| field.label.trim().eq_ignore_ascii_case(label))
}

/// The words of a block at any depth, without recursion.
fn flat_text(block: &Block) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut stack = vec![block];
    while let Some(block) = stack.pop() {
        let mut line = |inlines: &[Inline]| {
            words.push(text::inlines(inlines).replace('\n', " "));
        };
        match block {
            Block::Paragraph { text } | Block::Heading { text, .. } => line(text),
            Block::List { items, .. } => stack.extend(items.iter().flatten().rev()),
            Block::Note { title, blocks, .. }
            | Block::Details {
                summary: title,
                blocks,
            } => {
                line(title);
                stack.extend(blocks.iter().rev());
            }
            Block::Quote { blocks } => stack.extend(blocks.iter().rev()),
            Block::Event { fields } => {
                words.extend(fields.iter().map(|f| format!("{} {}", f.label, f.value)));
            }
            Block::Code { text } | Block::Preformatted { text } => words.push(text.clone()),
            Block::Table { header, rows } => {
                header.iter().for_each(|cell| line(cell));
                rows.iter().flatten().for_each(|cell| line(cell));
            }
            Block::Rule => {}
        }
    }
    words.join(" ")
}
