//! The data that the index stores to show an article.

use tantivy::{
    TantivyDocument,
    schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer},
};

use super::schema::Fields;
use crate::article::{Article, unpack};

/// The data that is stored to show an article. It comes before everything else that is stored, so
/// that the source after it need not be read.
pub struct Stored {
    /// The article in packed form.
    packed: String,
    /// The first title by which another article cites it; empty if none does.
    pub cited: String,
}

impl Stored {
    /// Adds the data to a document that has no field yet.
    pub fn add(packed: &str, cited_as: &[String], fields: &Fields, document: &mut TantivyDocument) {
        document.add_text(fields.article, packed);
        let cited = cited_as.first().map_or("", String::as_str);
        document.add_text(fields.cited, cited);
    }

    /// The article.
    pub fn article(&self) -> Option<Article> {
        unpack(&self.packed)
    }
}

impl DocumentDeserialize for Stored {
    fn deserialize<'de, D>(mut document: D) -> Result<Self, DeserializeError>
    where
        D: DocumentDeserializer<'de>,
    {
        let mut text = || {
            let field = document.next_field::<String>()?;
            field
                .map(|(_, text)| text)
                .ok_or_else(|| DeserializeError::custom("a field is missing"))
        };
        Ok(Self {
            packed: text()?,
            cited: text()?,
        })
    }
}
