//! Passes terms with their positions to the index, as a string that a simple tokenizer reads back.
//!
//! Tantivy's own way for text that is already tokenized goes through JSON, which takes longer than
//! everything else. Here, a space before a term means the next position, a line end means a hundred
//! positions further (so that large gaps stay short), and a tab means the same position.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// The name of the tokenizer in the schema.
pub const TOKENIZER: &str = "placed";

/// How many positions a line end stands for.
const STEP: u32 = 100;

/// Terms with their positions.
#[derive(Default)]
pub struct PositionedTerms {
    /// The terms as the tokenizer reads them.
    pub encoded: String,
    place: u32,
}

impl PositionedTerms {
    /// Adds a term, which has no white space; positions must not decrease.
    pub fn add(&mut self, place: u32, term: &str) {
        let mut ahead = place.saturating_sub(self.place);
        self.place = self.place.max(place);
        self.encoded.push('\t');
        while ahead >= STEP {
            self.encoded.push('\n');
            ahead -= STEP;
        }
        self.encoded
            .extend(std::iter::repeat_n(' ', ahead as usize));
        self.encoded.push_str(term);
    }
}

/// Enables `index` to read fields written by [`PositionedTerms`].
pub fn register(index: &mut tantivy::Index) {
    index.set_tokenizers(tokenizers());
}

/// The tokenizer that reads fields written by [`PositionedTerms`], for a new index.
pub fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, PositionedTokenizer);
    tokenizers
}

#[derive(Clone)]
struct PositionedTokenizer;

impl Tokenizer for PositionedTokenizer {
    type TokenStream<'a> = PositionedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PositionedStream<'a> {
        PositionedStream {
            rest: text,
            token: Token {
                position: 0,
                ..Token::default()
            },
        }
    }
}

struct PositionedStream<'a> {
    rest: &'a str,
    token: Token,
}

impl TokenStream for PositionedStream<'_> {
    fn advance(&mut self) -> bool {
        let rest = self.rest.trim_start_matches(['\t', '\n', ' ']);
        let places = self.rest.len() - rest.len();
        for separator in self.rest.bytes().take(places) {
            self.token.position += match separator {
                b' ' => 1,
                b'\n' => STEP as usize,
                _ => 0,
            };
        }
        let end = rest.find(['\t', '\n', ' ']).unwrap_or(rest.len());
        let (term, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(term);
        !term.is_empty()
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn terms_come_back_with_their_places(
            steps in proptest::collection::vec((0u32..300, "[a-z0-9@:é]{1,8}"), 0..40),
        ) {
            let mut placed = PositionedTerms::default();
            let mut place = 0;
            let mut expect = Vec::new();
            for (step, term) in steps {
                place += step;
                placed.add(place, &term);
                expect.push((place as usize, term));
            }
            let mut got = Vec::new();
            let mut tokenizer = PositionedTokenizer;
            tokenizer
                .token_stream(&placed.encoded)
                .process(&mut |token| got.push((token.position, token.text.clone())));
            prop_assert_eq!(got, expect);
        }
    }
}
