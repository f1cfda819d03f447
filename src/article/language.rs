//! Detects the language of an article whose front matter doesn't say it.

use super::Article;
use crate::{
    language::Language,
    markup::{self, Block},
};

/// The language of an article, judged by the path of its file and by its text; `None` if neither is
/// certain.
pub fn detect_language(article: &Article, path: &str) -> Option<Language> {
    let text = prose(article);
    let detected = Language::detect(&text);
    detected.or_else(|| {
        let written = Language::in_path(path).into_iter();
        let mut written = written.map(|(language, _)| language);
        written.find(|language| !is_also_a_word(*language) || language.is_likeliest(&text))
    })
}

/// Whether a folder may have the name of this language's tag for another reason: IT, the ID, the
/// UK, human resources, customer service.
fn is_also_a_word(language: Language) -> bool {
    const WORDS: [&str; 13] = [
        "ar", "be", "ca", "cs", "he", "hi", "hr", "id", "it", "no", "sk", "uk", "et",
    ];
    WORDS.contains(&language.tag())
}

/// The running text of an article, which is in the article's language; code, events and the like
/// often aren't.
fn prose(article: &Article) -> String {
    let mut text = article.title.clone();
    let mut add = |more: &str| {
        text.push('\n');
        text.push_str(more);
    };
    add(&article.meta.description);
    for section in &article.sections {
        add(&section.heading);
        let blocks = section.blocks.iter();
        let is_prose = |block: &&Block| {
            !matches!(
                block,
                Block::Code { .. }
                    | Block::Preformatted { .. }
                    | Block::Event { .. }
                    | Block::Table { .. }
            )
        };
        for block in blocks.filter(is_prose) {
            add(&markup::text::write(std::slice::from_ref(block)));
        }
    }
    text
}
