//! The map of a guide, as a page and as a picture.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use super::names::{kind_word, name_of};
use crate::{
    guide::{Guide, LINE, Map, MapBox, Node, PAD, Walk, edges, tree, walk},
    web::{
        filters,
        page::{Area, Layout, render},
        portal::Portal,
    },
    wording,
};

/// On a page, the map is drawn in bands of at most this many pixels.
const BAND: usize = 560;

#[derive(Template)]
#[template(path = "guide_map.html")]
struct MapPage<'a> {
    layout: Layout<'a>,
    guide: &'a Guide,
    map: MapView,
    /// How often the guide was used, if the map shows how often each path was taken.
    uses: Option<i64>,
    /// Whether it shows a walk.
    has_walk: bool,
    walk: String,
    drawing: String,
    whole: String,
    parts: Vec<MapPart>,
}

#[derive(Template)]
#[template(path = "guide_map_svg.html")]
struct Drawing {
    map: MapView,
}

struct MapView {
    title: String,
    width: usize,
    bands: Vec<BandView>,
}

/// A part of the map's height, with all lines that cross it. Paper breaks between two bands, not
/// within a row.
struct BandView {
    y: usize,
    height: usize,
    edges: Vec<EdgeView>,
    rows: Vec<MapRow>,
}

/// A line that leads to a row.
#[derive(Clone)]
struct EdgeView {
    path: String,
    x: usize,
    top: usize,
    bottom: usize,
    is_on_path: bool,
    is_ruled_out: bool,
}

struct MapRow {
    /// The row's name in links; empty for a reference.
    anchor: String,
    class: String,
    href: String,
    /// The complete texts, for tooltips and screen readers.
    title: String,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    /// How round its corners are.
    round: usize,
    label_width: usize,
    /// Lines of text with their positions.
    label: Vec<(usize, usize, String)>,
    lines: Vec<(usize, usize, String)>,
    /// The kind of node in a word, and its position.
    kind: (usize, usize, &'static str),
    /// Whether it is drawn in bold: the walk on the map, or one of many, went there.
    is_lit: bool,
    is_reference: bool,
    is_ruled_out: bool,
}

/// A node in words: its name, and where it leads.
struct MapPart {
    anchor: String,
    title: String,
    kind: &'static str,
    edges: Vec<EdgeInWords>,
}

/// Where a node leads, in words.
struct EdgeInWords {
    /// When a walk goes there.
    label: String,
    href: String,
    title: String,
    /// How often it was taken, if that is shown.
    taken: Option<i64>,
}

/// How often people went from node to node of a guide.
#[derive(Debug, Default)]
pub struct StepCounts(HashMap<(String, String), i64>);

impl StepCounts {
    /// From steps as they are counted: `from>to`, and how often.
    pub fn new<'s>(steps: impl IntoIterator<Item = (&'s str, i64)>) -> Self {
        let mut counts = HashMap::new();
        for (step, count) in steps {
            if let Some((from, to)) = step.split_once('>') {
                *counts.entry((from.to_owned(), to.to_owned())).or_default() += count;
            }
        }
        Self(counts)
    }

    /// How many walks there were.
    pub fn begun(&self) -> i64 {
        self.sum(|from, _| from.is_empty())
    }

    /// How often a node was reached.
    pub fn reached(&self, node: &str) -> i64 {
        self.sum(|_, to| to == node)
    }

    /// How often people reached a node and went nowhere from there.
    pub fn stopped(&self, node: &str) -> i64 {
        (self.reached(node) - self.sum(|from, _| from == node)).max(0)
    }

    fn between(&self, from: &str, to: &str) -> i64 {
        self.sum(|one, other| one == from && other == to)
    }

    fn sum(&self, matches: impl Fn(&str, &str) -> bool) -> i64 {
        let steps = self.0.iter();
        let steps = steps.filter(|((from, to), _)| matches(from, to));
        steps.map(|(_, count)| count).sum()
    }

    /// How often a node was reached, and how often people stopped there.
    fn counts_in_words(&self, node: Node<'_>) -> String {
        let (reached, stopped) = (self.reached(node.id()), self.stopped(node.id()));
        match node {
            _ if reached == 0 => String::new(),
            Node::Outcome(_) => format!(" (reached {reached} times)"),
            _ if stopped == 0 => format!(" (reached {reached} times)"),
            _ => format!(" (reached {reached} times, {stopped} stopped here)"),
        }
        .replace(" 1 times", " once")
    }
}

/// The page of a guide's map; `answers` are those of the walk on it. With `counts`, it shows how
/// often each path was taken.
pub fn page(
    portal: &Portal,
    guide: &Guide,
    answers: &[(String, String)],
    counts: Option<&StepCounts>,
) -> Response {
    let walk = walk(guide, answers);
    let name = |node| match counts {
        Some(counts) => name_of(guide, node) + &counts.counts_in_words(node),
        None => name_of(guide, node),
    };
    let address = walk.address();
    let parts = tree(guide)
        .into_iter()
        .filter(|branch| !branch.is_reference);
    let parts = parts.map(|branch| MapPart {
        anchor: format!("part-{}", branch.node.id()),
        title: name(branch.node),
        kind: kind_word(branch.node),
        edges: (edges(guide, branch.node).into_iter())
            .map(|edge| EdgeInWords {
                label: wording::edge(&edge),
                href: format!("#part-{}", edge.to.id()),
                title: name_of(guide, edge.to),
                taken: counts.map(|counts| counts.between(branch.node.id(), edge.to.id())),
            })
            .collect(),
    });
    render(&MapPage {
        layout: portal
            .layout(&format!("Map · {}", guide.title))
            .in_area(Area::Guides),
        guide,
        map: MapView::new(portal, guide, &walk, BAND, name, |node| {
            counts.is_some_and(|counts| counts.reached(node.id()) > 0)
        }),
        uses: counts.map(StepCounts::begun),
        has_walk: !walk.trail.is_empty(),
        walk: portal.paths.walk(&guide.id, &address),
        drawing: portal.paths.guide_part(&guide.id, "map.svg", &address),
        whole: portal.paths.guide_part(&guide.id, "all", &[]),
        parts: parts.collect(),
    })
}

/// The drawing alone, as a file.
pub(super) fn drawing(portal: &Portal, guide: &Guide, answers: &[(String, String)]) -> Response {
    let name = |node| name_of(guide, node);
    let walk = walk(guide, answers);
    let map = MapView::new(portal, guide, &walk, usize::MAX, name, |_| false);
    let mut response = render(&Drawing { map }).into_response();
    let svg = header::HeaderValue::from_static("image/svg+xml; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, svg);
    response
}

impl MapView {
    fn new<'g>(
        portal: &Portal,
        guide: &'g Guide,
        walk: &Walk<'g>,
        band_height: usize,
        name: impl Fn(Node<'g>) -> String,
        was_reached: impl Fn(Node<'g>) -> bool,
    ) -> Self {
        let map = Map::new(guide, walk, &name, wording::edge);
        let changes: BTreeMap<&str, &[(String, String)]> = (walk.trail.iter())
            .map(|step| (step.id, &*step.change))
            .collect();
        let whole = portal.paths.guide_part(&guide.id, "all", &[]);
        let href = |row: &MapBox<'_>| {
            let id = row.node.id();
            match changes.get(id) {
                _ if row.is_reference => format!("#map-{id}"),
                Some(change) => portal.paths.walk(&guide.id, change),
                None if row.is_here => portal.paths.walk(&guide.id, &walk.address()),
                None => format!("{whole}#{id}"),
            }
        };
        let mut edges: Vec<EdgeView> = map.boxes.iter().filter_map(EdgeView::new).collect();
        // The edges on the path are drawn above the others.
        edges.sort_by_key(|edge| edge.is_on_path);
        let mut view = Self {
            title: guide.title.clone(),
            width: map.width,
            bands: Vec::new(),
        };
        let mut rows = Vec::new();
        let mut begin = 0;
        for (at, row) in map.boxes.iter().enumerate() {
            let is_lit = row.is_on_path || was_reached(row.node);
            rows.push(MapRow::new(row, name(row.node), href(row), is_lit));
            let end = match map.boxes.get(at + 1) {
                Some(next) if next.y + next.height - begin > band_height => next.y,
                Some(_) => continue,
                None => map.height,
            };
            let crosses = |edge: &&EdgeView| edge.top < end && edge.bottom >= begin;
            // Of lines that pass through side by side in one trunk, only one is drawn.
            let mut trunks = BTreeSet::new();
            let is_seen = |edge: &&EdgeView| {
                let passes = edge.top <= begin && edge.bottom >= end;
                !passes || trunks.insert((edge.x, edge.is_on_path, edge.is_ruled_out))
            };
            let crossing = edges.iter().filter(crosses).filter(is_seen);
            view.bands.push(BandView {
                y: begin,
                height: end - begin,
                edges: crossing.cloned().collect(),
                rows: std::mem::take(&mut rows),
            });
            begin = end;
        }
        view
    }
}

impl EdgeView {
    fn new(row: &MapBox<'_>) -> Option<Self> {
        let (x, top) = row.from?;
        let bottom = row.y + row.height / 2;
        Some(Self {
            path: format!("M{x} {top}V{bottom}H{}", row.x),
            x,
            top,
            bottom,
            is_on_path: row.is_edge_on_path,
            is_ruled_out: row.is_ruled_out,
        })
    }
}

impl MapRow {
    fn new(row: &MapBox<'_>, name: String, href: String, is_lit: bool) -> Self {
        let id = row.node.id();
        let mut class = format!("map-node {}", kind_class(row.node));
        for (name, holds) in [
            ("reference", row.is_reference),
            ("lit", is_lit),
            ("here", row.is_here),
            ("gone", row.is_ruled_out),
        ] {
            if holds {
                class = format!("{class} {name}");
            }
        }
        let middle = row.y + row.height / 2;
        let lines = |texts: &[String], x: usize| {
            let top = middle - texts.len() * LINE / 2;
            let places = (0..).map(|at| top + at * LINE + 13);
            let lines = texts.iter().cloned().zip(places);
            lines.map(|(text, y)| (x, y, text)).collect::<Vec<_>>()
        };
        let label = lines(&row.label, row.x + PAD);
        let when = row.label.join(" ");
        Self {
            anchor: match row.is_reference {
                true => String::new(),
                false => format!("map-{id}"),
            },
            class,
            href,
            title: match when.is_empty() {
                true => name,
                false => format!("{when}: {name}"),
            },
            x: row.x,
            y: row.y,
            width: row.width,
            height: row.height,
            round: match row.node {
                Node::Question(_) => 14,
                Node::Sheet(_) => 0,
                Node::Action(_) => 4,
                Node::Outcome(_) => 8,
            },
            label_width: row.label_width,
            label,
            lines: lines(&row.title, row.x + row.label_width + PAD),
            kind: (
                row.x + row.width - PAD,
                middle + 4,
                match row.is_reference {
                    true => "",
                    false => kind_word(row.node),
                },
            ),
            is_lit,
            is_reference: row.is_reference,
            is_ruled_out: row.is_ruled_out,
        }
    }
}

fn kind_class(node: Node<'_>) -> &'static str {
    match node {
        Node::Question(_) => "question",
        Node::Sheet(_) => "check-sheet",
        Node::Action(_) => "action",
        Node::Outcome(outcome) => outcome.kind.word(),
    }
}
