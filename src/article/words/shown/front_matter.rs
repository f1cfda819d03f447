//! Where the front matter of a source ends.

/// How many bytes of `source` are front matter.
pub(super) fn length(source: &str) -> usize {
    let start = source.len() - source.trim_start().len();
    let rest = source.get(start..).unwrap_or_default();
    let first = rest.lines().next().unwrap_or_default().trim_end();
    let inside = rest.get(first.len()..).unwrap_or_default().trim_start();
    let says = |mark| {
        inside
            .lines()
            .next()
            .is_some_and(|line| line.contains(mark))
    };
    let ends: &[&str] = match first {
        "---" if says(':') || inside.starts_with(['#', '-']) => &["---", "..."],
        "+++" => &["+++"],
        ";;;" => &[";;;"],
        _ if rest.starts_with('{') && rest.get(1..).is_some_and(begins_object) => &["}"],
        _ => return 0,
    };
    let mut at = start;
    for (index, line) in rest.split_inclusive('\n').enumerate() {
        at += line.len();
        if index > 0 && ends.contains(&line.trim_end()) {
            return at;
        }
    }
    0
}

fn begins_object(inside: &str) -> bool {
    inside.trim_start().starts_with(['"', '}'])
}
