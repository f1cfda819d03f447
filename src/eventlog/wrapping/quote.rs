//! Prefixes of lines: quote prefixes in mail (`>`, `JD>`), and, on at least three lines in a row,
//! comment marks (`//`, `#`, `;`, `--`, `rem`) and bullets (`*`, `-`, `|`).

use super::mark::BREAK;

/// The fewest consecutive lines with a comment mark; fewer may be a list or a horizontal line.
const LEAST: usize = 3;

/// The comment marks; longer ones come before shorter ones.
const COMMENTS: [&str; 10] = ["///", "//", "##", "#", ";;", ";", "--", "rem ", "REM ", "'"];
/// Marks that need a space after them.
const BULLETS: [&str; 5] = ["* ", "- ", "| ", "+ ", "• "];

/// The lines without their prefixes, with breaks where a quotation begins and ends; `None` if no
/// line has one.
pub(super) fn strip(text: &str) -> Option<String> {
    let is_marked = |line: &str| quotation(line) > 0 || comment(line).is_some();
    if !text.split('\n').any(is_marked) {
        return None;
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let marks = marks(&lines);
    if marks.iter().all(|mark| *mark == 0) {
        return None;
    }
    let mut bare = String::with_capacity(text.len());
    let mut inside = false;
    for (number, (line, mark)) in lines.iter().zip(&marks).enumerate() {
        let marked = *mark > 0;
        if number > 0 {
            bare.push('\n');
        }
        if marked != inside && !line.trim().is_empty() {
            bare.push(BREAK);
            bare.push('\n');
            inside = marked;
        }
        bare.push_str(line.get(*mark..).unwrap_or_default());
    }
    Some(bare)
}

/// How many bytes of each line are marks.
fn marks(lines: &[&str]) -> Vec<usize> {
    let mut marks: Vec<usize> = lines.iter().map(|line| quotation(line)).collect();
    let mut at = 0;
    while at < lines.len() {
        let run = run(lines, at);
        let mark = lines.get(at).and_then(|line| comment(line));
        if run >= LEAST
            && let Some(mark) = mark
        {
            for (line, length) in lines.iter().zip(&mut marks).skip(at).take(run) {
                *length = length_of(line, mark);
            }
        }
        at += run.max(1);
    }
    marks
}

/// How many bytes at the beginning of a line are `>` marks, including the initials that some
/// programs put before them (`JD> `).
fn quotation(line: &str) -> usize {
    let indent = line.len() - line.trim_start().len();
    let head = line.get(indent..).unwrap_or_default();
    let initials = head.bytes().take_while(u8::is_ascii_uppercase).count();
    let initials = match head.as_bytes().get(initials) {
        Some(b'>') if initials <= 3 => initials,
        _ => 0,
    };
    let after = head.get(initials..).unwrap_or_default();
    if !after.starts_with('>') {
        return 0;
    }
    let rest = after.trim_start_matches(['>', ' ']);
    // One space belongs to the mark; any others belong to the text.
    let blanks = after.len() - rest.len();
    let marks = after.get(..blanks).unwrap_or_default();
    let last = marks.rfind('>').map_or(0, |last| last + 1);
    let blank = usize::from(marks.len() > last);
    indent + initials + last + blank
}

/// The comment mark or bullet that a line begins with.
fn comment(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    let first = line.chars().next()?;
    if !matches!(
        first,
        '/' | '#' | ';' | '-' | 'r' | 'R' | '\'' | '*' | '|' | '+' | '•'
    ) {
        return None;
    }
    let after = |mark: &&str| line.strip_prefix(*mark);
    let comment = COMMENTS.iter().find(|mark| {
        after(mark).is_some_and(|rest| !rest.starts_with(['-', '=', '/', ';']) || rest.is_empty())
    });
    let bullets = || {
        BULLETS.iter().find(|mark| {
            let table = **mark == "| " && line.get(1..).unwrap_or_default().contains('|');
            after(mark).is_some_and(|rest| !rest.trim_start().starts_with('<')) && !table
        })
    };
    comment.or_else(bullets).copied()
}

/// The length of the run of lines from `at` that begin with the same mark, among which may be lines
/// with nothing but the mark or spaces; 1 if the run has fewer than [`LEAST`] marked lines or most
/// of its lines are blank; 0 if the line at `at` has no mark.
fn run(lines: &[&str], at: usize) -> usize {
    let Some(mark) = lines.get(at).and_then(|line| comment(line)) else {
        return 0;
    };
    let bare = mark.trim();
    let (mut filled, mut length) = (0, 1);
    for (count, line) in (1..).zip(lines.iter().skip(at)) {
        let line = line.trim();
        if !(line.is_empty() || line == bare || line.starts_with(mark)) {
            break;
        }
        filled += usize::from(!line.is_empty());
        if filled >= LEAST && 2 * filled >= count && !line.is_empty() {
            length = count;
        }
        // If this is no run, the next one may begin one line later; without this limit, the work
        // would be quadratic.
        if count > 2 * (length + LEAST) {
            break;
        }
    }
    length
}

fn length_of(line: &str, mark: &str) -> usize {
    let indent = line.len() - line.trim_start().len();
    let rest = line.get(indent..).unwrap_or_default();
    match (rest.strip_prefix(mark), rest.strip_prefix(mark.trim())) {
        (Some(after), _) => indent + mark.len() + usize::from(after.starts_with(' ')),
        (None, Some(_)) => line.len(),
        _ => 0,
    }
}
