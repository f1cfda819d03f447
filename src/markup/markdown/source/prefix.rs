//! The beginning of a line before its words: spaces, and marks of quotations and lists.

/// How many bytes of `line` are spaces and marks. A list mark must have a space after it.
pub fn length(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        at += match rest {
            [b' ' | b'\t' | b'>', ..] => 1,
            [b'-' | b'+' | b'*', b' ' | b'\t', ..] => 2,
            [b'0'..=b'9', ..] => {
                let digits = rest
                    .iter()
                    .take(10)
                    .take_while(|b| b.is_ascii_digit())
                    .count();
                match (rest.get(digits), rest.get(digits + 1)) {
                    (Some(b'.' | b')'), Some(b' ' | b'\t')) if digits < 10 => digits + 2,
                    _ => return at,
                }
            }
            _ => return at,
        };
    }
}

/// The prefix of the lines below that continue this one: quotation marks stay, everything else
/// becomes spaces.
pub fn continued(prefix: &str) -> String {
    let keeps = |c: char| if matches!(c, '>' | '\t') { c } else { ' ' };
    prefix.chars().map(keeps).collect()
}

/// The columns of the spaces that `line` begins with.
pub fn indent(line: &str) -> usize {
    let mut columns = 0;
    for byte in line.bytes() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => break,
        }
    }
    columns
}

/// `line` without this many columns of leading spaces, counted from column `from`.
pub fn dedented(line: &str, from: usize, columns: usize) -> String {
    if columns == 0 {
        return line.to_owned();
    }
    let all = indent(line);
    let kept = from.min(all) + all.saturating_sub(from + columns);
    let words = line.trim_start_matches([' ', '\t']);
    format!("{}{words}", " ".repeat(kept))
}
