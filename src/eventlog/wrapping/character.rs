//! Characters that look like others: spaces of all kinds, typographic quotes, full-width letters,
//! and invisible characters.

use super::mark::BREAK;

/// The text in plain characters, with line feeds as line ends.
pub(super) fn strip(text: &str) -> Option<String> {
    let is_plain = |c: char| matches!(c, ' '..='~' | '\n' | '\t') || (c > '\u{bf}' && !is_odd(c));
    if text.chars().all(is_plain) {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if matches!(characters.peek(), Some('\n' | '\r')) => {}
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' => plain.push('\n'),
            '\u{c}' => {
                plain.push('\n');
                plain.push(BREAK);
                plain.push('\n');
            }
            '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}' => {
                plain.push(' ');
            }
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}' => {}
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => plain.push('\''),
            '\u{201c}'..='\u{201f}' | '\u{2033}' => plain.push('"'),
            '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
                plain.extend(char::from_u32(u32::from(c) - 0xfee0));
            }
            '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}' => {}
            c => plain.push(c),
        }
    }
    Some(plain)
}

fn is_odd(c: char) -> bool {
    matches!(c, '\u{1680}' | '\u{2000}'..='\u{2064}' | '\u{3000}' | '\u{feff}' | '\u{ff10}'..='\u{ff5a}')
}
