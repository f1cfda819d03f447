//! Links, images, references and footnotes.

use super::scanner::Scanner;

/// The longest target of a link.
const TARGET_LIMIT: usize = 2_000;

impl Scanner<'_> {
    pub(super) fn bracket(&mut self) -> bool {
        let hidden = match self.rest().as_bytes() {
            [b']', b'(', ..] => self.target(),
            [b']', b'[', ..] => self.label(self.near()),
            [b'[', b'^', ..] => self.footnote(self.near()),
            [b'[', b'[', ..] => {
                return self.find("]]", self.at).is_some() && self.wiki(self.near());
            }
            [b'[', b'!', ..] => included(self.near()).or_else(|| mark(self.near())),
            _ => None,
        };
        hidden.map(|length| self.hide(length)).is_some()
    }

    /// The length of a reference to a footnote.
    fn footnote(&self, line: &str) -> Option<usize> {
        let end = line.find(']')?;
        let label = line.get(1..end)?.to_lowercase();
        self.defined.contains(&label).then_some(end + 1)
    }

    /// The length of the label of a target that is defined elsewhere.
    fn label(&self, line: &str) -> Option<usize> {
        let end = line.get(2..)?.find(']')? + 2;
        let label = line.get(2..end)?.trim().to_lowercase();
        // An undefined label is hidden, too; the reader warns about it.
        let is_name = label.len() > 2 && !label.contains([' ', '(']);
        (label.is_empty() || is_name || self.defined.contains(&label)).then_some(end + 1)
    }

    /// The length of a link's target with the brackets around it.
    fn target(&mut self) -> Option<usize> {
        self.find_near(")", self.at)?;
        let end = self.paragraph_end().min(self.at + TARGET_LIMIT);
        let text = self
            .source
            .get(self.at..self.source.floor_char_boundary(end))?;
        let (mut open, mut quote, mut before) = (0, None, ' ');
        let mut chars = text.char_indices().skip(2);
        while let Some((at, c)) = chars.next() {
            match (quote, c) {
                (_, '\\') => {
                    chars.next();
                }
                (Some(mark), c) if mark == c => quote = None,
                (Some(_), _) => {}
                (None, '<') if at == 2 => quote = Some('>'),
                (None, '"') if before.is_whitespace() => quote = Some('"'),
                (None, '(') => open += 1,
                (None, ')') if open == 0 => return Some(at + 1),
                (None, ')') => open -= 1,
                _ => {}
            }
            before = c;
        }
        text.find(')').map(|at| at + 1)
    }

    /// `[[Page|words]]`, `![[a.png|300]]`
    fn wiki(&mut self, line: &str) -> bool {
        let Some(end) = line.find("]]") else {
            return false;
        };
        let inside = line.get(2..end).unwrap_or_default();
        let is_size = |label: &str| label.chars().all(|c| c.is_ascii_digit() || c == 'x');
        let is_image = self.shown.text.ends_with('!');
        match inside.split_once('|') {
            Some((_, label)) if is_size(label) => self.hide(end + 2),
            Some((target, _)) => self.hide(2 + target.len() + 1),
            None if is_image && inside.contains('.') => self.hide(end + 2),
            None if matches!(inside, "toc" | "TOC" | "_TOC_" | "_TOSP_") => self.hide(end + 2),
            None => return false,
        }
        true
    }
}

/// The length of the mark of a note in a table cell.
fn mark(line: &str) -> Option<usize> {
    let end = line.find(']')?;
    let word = line.get(2..end)?;
    let is_word = !word.is_empty() && word.chars().all(char::is_alphabetic);
    is_word.then_some(end + 1)
}

/// The length of `[!INCLUDE [title](path)]`, `[!VIDEO https://…]` and the like.
fn included(line: &str) -> Option<usize> {
    let inside = line.get(2..)?;
    let begins = |word: &str| {
        let head = inside.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    if !["include", "code", "notebook", "video"]
        .into_iter()
        .any(begins)
    {
        return None;
    }
    let end = match inside.contains("](") {
        true => inside.find(")]")? + 1,
        false => inside.find(']')?,
    };
    Some(2 + end + 1)
}
