//! The map of a guide: its tree as boxes and lines, ready to be drawn.
//!
//! It is an outline: one row per node, indented below the node that leads to it. So every line can
//! be followed, however large the guide is, and the map fits the width of a page.

use super::{
    edge::{Branch, Edge, taken, tree},
    format::{Guide, Node},
    walk::Walk,
};

/// How far a row is indented from its parent row.
const INDENT: usize = 26;
/// Where the line to a row's branches leaves it.
const TRUNK: usize = 12;
/// The height of a line of text.
pub const LINE: usize = 17;
/// The padding around texts in a box.
pub const PAD: usize = 7;
/// The space between rows.
const GAP: usize = 8;
/// The margin around the map.
const MARGIN: usize = 12;
/// Labels and titles are broken into lines of about this width at most.
const LABEL_WIDTH: usize = 210;
const TITLE_WIDTH: usize = 360;
/// The width reserved for the word that names the kind of node.
const KIND_WIDTH: usize = 110;
/// Texts are cut to this many lines.
const MAX_LINES: usize = 6;

/// A map, in pixels.
#[derive(Debug, Clone)]
pub struct Map<'g> {
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// Its rows, from top to bottom.
    pub boxes: Vec<MapBox<'g>>,
}

/// A row of a map: a node, and when a walk reaches it.
#[derive(Debug, Clone)]
pub struct MapBox<'g> {
    /// The node.
    pub node: Node<'g>,
    /// Whether the node has its own row elsewhere.
    pub is_reference: bool,
    /// The left edge.
    pub x: usize,
    /// The upper edge.
    pub y: usize,
    /// The width.
    pub width: usize,
    /// The height.
    pub height: usize,
    /// The width of the left part with the label; 0 if there is no label.
    pub label_width: usize,
    /// When a walk reaches the node, in lines.
    pub label: Vec<String>,
    /// The node's name, in lines.
    pub title: Vec<String>,
    /// Where the line to this row begins, below the box that leads to it; none for the first row.
    pub from: Option<(usize, usize)>,
    /// Whether the walk passed this node.
    pub is_on_path: bool,
    /// Whether the walk took the edge that leads here.
    pub is_edge_on_path: bool,
    /// Whether the walk is at this node.
    pub is_here: bool,
    /// Whether the walk can no longer reach this node.
    pub is_ruled_out: bool,
}

impl<'g> Map<'g> {
    /// The map of a guide with a walk on it. `name` gives the text for a node, `label` the text for
    /// when an edge is taken.
    pub fn new(
        guide: &'g Guide,
        walk: &Walk<'g>,
        name: impl Fn(Node<'g>) -> String,
        label: impl Fn(&Edge<'g>) -> String,
    ) -> Self {
        let taken = taken(guide, walk);
        let begun = !walk.trail.is_empty();
        let passed = |id: &str| walk.trail.iter().any(|step| step.id == id);
        let branches = tree(guide);
        let mut boxes: Vec<MapBox<'g>> = Vec::new();
        let mut y = MARGIN;
        for branch in &branches {
            let id = branch.node.id();
            let above = branch.parent.and_then(|at| boxes.get(at));
            let is_edge_on_path = branch.edge.as_ref().is_some_and(|edge| {
                let from = above.map_or("", |it| it.node.id());
                edge.kinds.iter().any(|kind| taken.contains(&(from, *kind)))
            });
            let here = walk.here() == id && !branch.is_reference;
            let on_path = begun && (passed(id) || walk.here() == id);
            let label = branch.edge.as_ref().map(&label).unwrap_or_default();
            let mut row = Self::row(branch, &name(branch.node), &label);
            row.y = y;
            row.from = above.map(|it| (it.x + TRUNK, it.y + it.height));
            row.is_on_path = on_path && (!branch.is_reference || is_edge_on_path);
            row.is_edge_on_path = is_edge_on_path;
            row.is_here = begun && here;
            row.is_ruled_out = begun && !passed(id) && !walk.ahead.nodes.contains(id);
            y += row.height + GAP;
            boxes.push(row);
        }
        let width = boxes.iter().map(|row| row.x + row.width).max();
        Self {
            width: width.unwrap_or_default() + MARGIN,
            height: y - GAP.min(y) + MARGIN,
            boxes,
        }
    }

    fn row(branch: &Branch<'g>, name: &str, label: &str) -> MapBox<'g> {
        let returns = branch.edge.as_ref().is_some_and(|edge| edge.returns);
        let sign = match (branch.is_reference, returns) {
            (false, _) => "",
            (true, false) => "\u{2192} ",
            (true, true) => "\u{21a9} ",
        };
        let label = wrap(label, LABEL_WIDTH);
        let title = wrap(&format!("{sign}{name}"), TITLE_WIDTH);
        let widest = |lines: &[String]| lines.iter().map(|line| width(line)).max();
        let label_width = match widest(&label) {
            Some(width) => width + 2 * PAD,
            None => 0,
        };
        let kind_width = match branch.node {
            Node::Question(_) => 0,
            _ if branch.is_reference => 0,
            _ => KIND_WIDTH,
        };
        let lines = label.len().max(title.len()).max(1);
        MapBox {
            node: branch.node,
            is_reference: branch.is_reference,
            x: MARGIN + branch.depth * INDENT,
            y: 0,
            width: label_width + widest(&title).unwrap_or_default() + 2 * PAD + kind_width,
            height: lines * LINE + 2 * PAD,
            label_width,
            label,
            title,
            from: None,
            is_on_path: false,
            is_edge_on_path: false,
            is_here: false,
            is_ruled_out: false,
        }
    }
}

/// The approximate width of a text at 13 pixels in a sans-serif font, rather too much than too
/// little.
fn width(text: &str) -> usize {
    let tenths = text.chars().map(|c| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 50,
        'm' | 'w' | 'M' | 'W' | '@' => 128,
        c if c.is_ascii_uppercase() => 100,
        c if c.is_ascii() => 83,
        // Letters of other scripts are up to as wide as they are high.
        _ => 135,
    });
    tenths.sum::<usize>().div_ceil(10)
}

/// Breaks a text into lines of at most about `most` pixels, between words if possible, and cuts it
/// after a few lines.
fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        for part in parts(word, most) {
            let with = match line.is_empty() {
                true => part.clone(),
                false => format!("{line} {part}"),
            };
            if width(&with) <= most {
                line = with;
            } else {
                lines.push(std::mem::replace(&mut line, part));
            }
        }
        if lines.len() >= MAX_LINES {
            break;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > MAX_LINES {
        lines.truncate(MAX_LINES);
        if let Some(last) = lines.last_mut() {
            last.push('\u{2026}');
        }
    }
    lines
}

/// A word in parts of at most `most` pixels.
fn parts(word: &str, most: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in word.chars().filter(|c| !c.is_control()) {
        if let Some(part) = parts.last_mut() {
            part.push(c);
            if width(part) > most {
                part.pop();
                parts.push(c.to_string());
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{
        super::{read, walk::walk},
        *,
    };

    fn connector() -> Guide {
        let text = include_str!("../../kb/guides/ccmail-connector.toml");
        read(text, "ccmail-connector.toml").0.unwrap()
    }

    fn map<'g>(guide: &'g Guide, answers: &[(&str, &str)]) -> Map<'g> {
        let answers: Vec<_> = (answers.iter())
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        Map::new(
            guide,
            &walk(guide, &answers),
            |node| node.label().to_owned(),
            |edge| if edge.returns { "back" } else { "on" }.to_owned(),
        )
    }

    #[test]
    fn every_node_has_one_row_and_no_two_boxes_meet() {
        let guide = connector();
        let map = map(&guide, &[]);
        let own = map.boxes.iter().filter(|row| !row.is_reference);
        let own: Vec<&str> = own.map(|row| row.node.id()).collect();
        let nodes = guide.nodes().filter(|node| !guide.is_fact(node.id()));
        assert_eq!(own.len(), nodes.count());
        assert_eq!(own.iter().collect::<BTreeSet<_>>().len(), own.len());
        for pair in map.boxes.windows(2) {
            assert!(pair[0].y + pair[0].height < pair[1].y);
        }
        for row in &map.boxes {
            assert!(row.x + row.width <= map.width && row.y + row.height <= map.height);
            if let Some((x, y)) = row.from {
                assert!(x < row.x && y <= row.y, "a line leads down and in");
            }
        }
    }

    #[test]
    fn an_edge_back_has_a_sign_and_its_words() {
        let guide = connector();
        let map = map(&guide, &[]);
        let is_back = |row: &&MapBox<'_>| row.title[0].starts_with('\u{21a9}');
        let back = map.boxes.iter().find(is_back).unwrap();
        assert_eq!((back.node.id(), back.is_reference), ("post_office", true));
        assert_eq!(back.label, ["back"]);
        let start = map.boxes.iter().find(|row| row.node.id() == "event");
        assert!(start.unwrap().label.is_empty());
    }

    #[test]
    fn the_path_is_marked_and_impossible_steps_are_ruled_out() {
        let guide = connector();
        let begun = map(&guide, &[("event", "68"), ("eight_five", "no")]);
        let row = |id: &str| {
            begun
                .boxes
                .iter()
                .find(|row| row.node.id() == id && !row.is_reference)
                .unwrap()
        };
        assert!(
            row("event").is_on_path
                && row("eight_five").is_on_path
                && row("eight_five").is_edge_on_path
        );
        assert!(row("post_office").is_here && row("post_office").is_edge_on_path);
        assert!(!row("mismatch").is_ruled_out && !row("mismatch").is_on_path);
        assert!(row("disk_space").is_ruled_out && row("wizard_message").is_ruled_out);
        let untouched = map(&guide, &[]);
        assert!(
            untouched
                .boxes
                .iter()
                .all(|row| !row.is_on_path && !row.is_ruled_out && !row.is_here)
        );
        // By way of the question that finds out the format, and back.
        let found = map(
            &guide,
            &[
                ("event", "68"),
                ("eight_five", "no"),
                ("post_office", "unknown"),
                ("release", "release-6"),
            ],
        );
        let on_path: Vec<&str> = (found.boxes.iter().filter(|row| row.is_edge_on_path))
            .map(|row| row.node.id())
            .collect();
        assert_eq!(
            on_path,
            [
                "eight_five",
                "post_office",
                "installed",
                "release",
                "post_office"
            ]
        );
    }

    proptest! {
        #[test]
        fn texts_are_wrapped_within_bounds(text in any::<String>(), most in 60..400usize) {
            let lines = wrap(&text, most);
            prop_assert!(lines.len() <= MAX_LINES);
            for line in &lines {
                prop_assert!(width(line) <= most + 20, "{line}");
            }
        }
    }
}
