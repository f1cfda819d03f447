//! The full guide on one page, in the order of its steps, for those who know their way.

use askama::Template;
use axum::response::Response;

use super::names::{kind_word, name_of, placeholder};
use crate::{
    guide::{
        Citation, Guide, Node, Question, Requirement, conditions, edges, fill, fill_blocks, tree,
    },
    markup::{Block, markdown},
    snapshot::Snapshot,
    web::{
        links::PageLinks,
        page::{Area, Layout, render},
        portal::Portal,
        safe_html::SafeHtml,
    },
    wording,
};

#[derive(Template)]
#[template(path = "guide_whole.html")]
struct WholePage<'a> {
    layout: Layout<'a>,
    guide: &'a Guide,
    about: SafeHtml,
    start: String,
    map: String,
    parts: Vec<NodePart>,
}

/// A node with all its texts.
struct NodePart {
    id: String,
    kind: &'static str,
    heading: SafeHtml,
    /// What to know first.
    text: SafeHtml,
    /// How to find out.
    find: SafeHtml,
    /// The answers to choose from.
    options: Vec<String>,
    facts: Vec<FactView>,
    steps: Vec<SafeHtml>,
    verify: SafeHtml,
    otherwise: SafeHtml,
    /// What is ruled out there, and by which answers.
    rules_out: Vec<(SafeHtml, String)>,
    /// Where it leads: when, the ID of the node, and its name.
    edges: Vec<(String, String, String)>,
    /// The guide in which the case continues: its title and address.
    go_on: Option<(String, String)>,
    cite: Vec<(String, String)>,
}

/// A question on a sheet, with the requirements on its answer.
struct FactView {
    ask: SafeHtml,
    options: Vec<String>,
    find: SafeHtml,
    needs: Vec<NeedView>,
}

struct NeedView {
    when: String,
    need: String,
    fix: SafeHtml,
    place: SafeHtml,
    cite: Vec<(String, String)>,
}

/// The page of a full guide.
pub(super) fn page(portal: &Portal, snapshot: &Snapshot, guide: &Guide) -> Response {
    let writer = PartWriter {
        portal,
        snapshot,
        guide,
    };
    let branches = tree(guide)
        .into_iter()
        .filter(|branch| !branch.is_reference);
    render(&WholePage {
        layout: portal
            .layout(&format!("Full guide · {}", guide.title))
            .in_area(Area::Guides),
        guide,
        about: writer.html(&guide.about),
        start: portal.paths.guide(&guide.id),
        map: portal.paths.guide_part(&guide.id, "map", &[]),
        parts: branches.map(|branch| writer.part(branch.node)).collect(),
    })
}

struct PartWriter<'a> {
    portal: &'a Portal,
    snapshot: &'a Snapshot,
    guide: &'a Guide,
}

impl PartWriter<'_> {
    fn part(&self, node: Node<'_>) -> NodePart {
        let guide = self.guide;
        let edges = edges(guide, node).into_iter().map(|edge| {
            let name = name_of(guide, edge.to);
            (wording::edge(&edge), edge.to.id().to_owned(), name)
        });
        let mut part = NodePart {
            id: node.id().to_owned(),
            kind: kind_word(node),
            heading: SafeHtml::default(),
            text: SafeHtml::default(),
            find: SafeHtml::default(),
            options: Vec::new(),
            facts: Vec::new(),
            steps: (node.steps().iter())
                .map(|step| self.inline(step))
                .collect(),
            verify: SafeHtml::default(),
            otherwise: SafeHtml::default(),
            rules_out: Vec::new(),
            edges: edges.collect(),
            go_on: None,
            cite: node.cite().iter().map(|cite| self.cite(cite)).collect(),
        };
        match node {
            Node::Question(question) => {
                part.heading = self.inline(&question.ask);
                part.text = self.html(&question.why);
                part.find = self.html(&question.find);
                part.options = self.options(question);
            }
            Node::Sheet(sheet) => {
                part.heading = self.inline(&sheet.ask);
                part.text = self.html(&sheet.why);
                let facts = sheet.facts.iter().filter_map(|fact| guide.question(fact));
                part.facts = facts.map(|fact| self.fact(fact)).collect();
            }
            Node::Action(action) => {
                part.heading = self.inline(&action.title);
                part.text = self.html(&action.text);
            }
            Node::Outcome(outcome) => {
                part.heading = self.inline(&outcome.title);
                part.text = self.html(&outcome.text);
                part.verify = self.html(&outcome.verify);
                part.otherwise = self.html(&outcome.otherwise);
                let rules_out = outcome.rules_out.iter();
                let rules_out = rules_out.map(|one| {
                    let answers = wording::conditions(&conditions(self.guide, "", &one.by));
                    (self.inline(&one.what), answers)
                });
                part.rules_out = rules_out.collect();
                let next = (outcome.go_on.as_ref()).and_then(|it| self.snapshot.guide(&it.guide));
                part.go_on =
                    next.map(|next| (next.title.clone(), self.portal.paths.guide(&next.id)));
            }
        }
        part
    }

    fn options(&self, question: &Question) -> Vec<String> {
        let labels = question.options.iter().map(|option| &option.label);
        labels
            .map(|label| fill(label, &|id| placeholder(self.guide, id)))
            .collect()
    }

    fn fact(&self, fact: &Question) -> FactView {
        let needs = self.guide.requirements_of(&fact.id);
        FactView {
            ask: self.inline(&fact.ask),
            options: self.options(fact),
            find: self.html(&fact.find),
            needs: needs.map(|need| self.need(fact, need)).collect(),
        }
    }

    fn need(&self, fact: &Question, requirement: &Requirement) -> NeedView {
        NeedView {
            when: wording::conditions(&conditions(self.guide, "", &requirement.when)),
            need: wording::required(&fact.need(&requirement.need)),
            fix: self.html(&requirement.fix),
            place: self.html(&requirement.place),
            cite: (requirement.cite.iter())
                .map(|cite| self.cite(cite))
                .collect(),
        }
    }

    fn cite(&self, citation: &Citation) -> (String, String) {
        let (paths, id) = (&self.portal.paths, &citation.article);
        let href = match self.snapshot.library.get(id) {
            Some(_) => paths.section(id, &citation.anchor),
            None => paths.missing(id),
        };
        (id.to_string(), href)
    }

    fn blocks(&self, text: &str) -> Vec<Block> {
        let mut blocks = markdown::read(text).0;
        fill_blocks(&mut blocks, &|id| placeholder(self.guide, id));
        blocks
    }

    fn html(&self, text: &str) -> SafeHtml {
        SafeHtml::blocks(&self.blocks(text), &self.links())
    }

    /// A text of one paragraph, without the paragraph.
    fn inline(&self, text: &str) -> SafeHtml {
        match self.blocks(text).as_slice() {
            [Block::Paragraph { text }] => SafeHtml::inlines(text, &self.links()),
            _ => SafeHtml::text(text),
        }
    }

    fn links(&self) -> PageLinks<'_> {
        PageLinks {
            snapshot: self.snapshot,
            paths: &self.portal.paths,
            of: None,
        }
    }
}
