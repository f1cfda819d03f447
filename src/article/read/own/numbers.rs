//! The number of an article in another knowledge base, as stated at its beginning: `Original KB
//! number: 2888788`.

use crate::markup::{Block, text};

/// How many blocks at the beginning are examined.
const BLOCKS: usize = 8;

/// What the number is called, in lowercase letters only.
const LABELS: &[&str] = &[
    "originalkbnumber",
    "originalknowledgebasenumber",
    "originalarticleid",
    "kbnumber",
    "kbid",
    "kbarticle",
    "kbarticlenumber",
    "knowledgebasenumber",
    "knowledgebaseid",
    "knowledgearticle",
    "knowledgearticlenumber",
    "articleid",
    "articlenumber",
    "documentid",
    "docid",
    "ursprünglichekbnummer",
    "originalkbnummer",
    "kbnummer",
    "artikelid",
    "artikelnummer",
    "numérodelabasedeconnaissancesdorigine",
    "numérokbdorigine",
    "numérokb",
    "iddarticle",
    "numérodarticle",
    "númerodekboriginal",
    "númerodekb",
    "iddelartículo",
    "númerodeartículo",
];

/// The most numbers that an article may have.
const MAX_NUMBERS: usize = 20;

/// The numbers that the first blocks state, as written.
pub fn numbers_in(blocks: &[Block]) -> Vec<String> {
    let mut numbers = Vec::new();
    for block in blocks.iter().take(BLOCKS) {
        match block {
            Block::Paragraph { text } => {
                let text = text::inlines(text);
                numbers.extend(text.lines().filter_map(number));
            }
            Block::Table { header, rows } => {
                for row in std::iter::once(header).chain(rows) {
                    let cells: Vec<String> = row.iter().map(|cell| text::inlines(cell)).collect();
                    numbers.extend(number(&cells.join(": ")));
                }
            }
            Block::List { items, .. } if items.len() <= BLOCKS => {
                for item in items {
                    if let [Block::Paragraph { text }] = item.as_slice() {
                        numbers.extend(number(&text::inlines(text)));
                    }
                }
            }
            _ => {}
        }
    }
    numbers.truncate(MAX_NUMBERS);
    numbers
}

/// The number on a line that has a label and a number and nothing else.
fn number(line: &str) -> Option<String> {
    if line.len() > 120 {
        return None;
    }
    let (label, rest) = line.split_once(':')?;
    let letters = label.chars().filter(|c| c.is_alphabetic());
    let label: String = letters.flat_map(char::to_lowercase).collect();
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':' | '`' | '.' | '#');
    let number = rest.trim_matches(marks);
    let fits = (3..=24).contains(&number.len())
        && number.bytes().any(|byte| byte.is_ascii_digit())
        && number
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    (fits && LABELS.contains(&label.as_str())).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::markdown;

    #[test]
    fn finds_numbers_in_the_first_lines() {
        for (body, expect) in [
            ("_Original KB number:_ &nbsp; 2976863\n", "2976863"),
            ("*Original KB number:* 2888788", "2888788"),
            ("Text.\n\n**Article ID:** KB0010809\n", "KB0010809"),
            ("KB ID: 4012345  \nProduct: x\n", "4012345"),
            ("_Ursprüngliche KB-Nummer:_ &nbsp; 3044571", "3044571"),
            ("_Número de KB original:_ 3044571", "3044571"),
            ("| a | b |\n|---|---|\n| KB number | 123456 |\n", "123456"),
            ("- Document ID: IT_0001\n", "IT_0001"),
            ("See KB number: 5 and more", ""),
            ("Product: 12345", ""),
            ("KB number: none", ""),
        ] {
            let (blocks, _) = markdown::read(body);
            assert_eq!(numbers_in(&blocks).join(" "), expect, "{body}");
        }
    }
}
