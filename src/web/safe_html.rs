//! HTML that pages show as it is, because our own writer made it.

use std::fmt;

use askama::{FastWritable, Values, filters::HtmlSafe};

use crate::markup::{
    Block, Inline,
    html::{self, Links},
};

/// HTML that is fully escaped: templates show it without a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Blocks as HTML.
    pub fn blocks(blocks: &[Block], links: &dyn Links) -> Self {
        Self(html::write(blocks, links))
    }

    /// Inlines as HTML.
    pub fn inlines(inlines: &[Inline], links: &dyn Links) -> Self {
        Self(html::write_inlines(inlines, links))
    }

    /// Plain text as HTML.
    pub fn text(text: &str) -> Self {
        Self(html::escape(text))
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl FromIterator<SafeHtml> for SafeHtml {
    fn from_iter<I: IntoIterator<Item = SafeHtml>>(parts: I) -> Self {
        Self(parts.into_iter().map(|part| part.0).collect())
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FastWritable for SafeHtml {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(out.write_str(&self.0)?)
    }
}

impl HtmlSafe for SafeHtml {}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;

    #[derive(Template)]
    #[template(source = "<p>{{ html }} {{ text }}</p>", ext = "html")]
    struct Page {
        html: SafeHtml,
        text: String,
    }

    #[test]
    fn only_what_our_writer_made_is_shown_as_it_is() {
        let text = "<b> & co".to_owned();
        let html = SafeHtml::text(&text);
        let page = Page { html, text }.render().unwrap();
        assert_eq!(page, "<p>&lt;b&gt; &amp; co &#60;b&#62; &#38; co</p>");
    }
}
