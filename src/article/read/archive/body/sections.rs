//! Divides a body into sections.

use super::{line::Line, reader::BodyReader};
use crate::article::{Role, Section, anchor::Anchors};

/// The sections of a body. Headings are lines underlined with `=`; text before the first heading is
/// a section without one.
pub(in crate::article::read) fn sections(lines: &[&str]) -> Vec<Section> {
    let lines: Vec<Line> = lines.iter().map(|line| Line::new(line)).collect();
    let reader = BodyReader::new(&lines);
    let mut sections = Vec::new();
    let mut anchors = Anchors::default();
    let mut heading = None;
    let mut start = 0;
    for at in 0..=lines.len() {
        if at < lines.len() && !is_heading(&lines, at) {
            continue;
        }
        let blocks = reader.read(lines.get(start..at).unwrap_or_default());
        if heading.is_some() || !blocks.is_empty() {
            let role = heading.map_or(Role::Body, Role::of_archive_heading);
            let heading = heading.unwrap_or_default();
            let anchor = anchors.give(role, heading);
            sections.push(Section {
                role,
                anchor,
                heading: heading.to_owned(),
                blocks,
            });
        }
        heading = lines.get(at).map(|line| line.text);
        start = at + 2;
    }
    sections
}

fn is_heading(lines: &[Line], at: usize) -> bool {
    let (Some(line), Some(under)) = (lines.get(at), lines.get(at + 1)) else {
        return false;
    };
    under.is_rule_of('=')
        && line.indent == 0
        && under.indent == 0
        && line.text.contains(char::is_alphanumeric)
        && line.text.len() <= 80
        && line.text.len().abs_diff(under.text.len()) <= 3
        && (at == 0 || lines.get(at - 1).is_some_and(Line::is_blank))
}
