//! What can still matter from a node on: found once for all nodes, from the ends back.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        answer::Known,
        format::{Guide, Node, Rule, Sheet},
        placeholder::slots,
    },
    texts,
};

/// Where nodes lead round in circles, what matters is handed on so often; then everything does.
const MOST_ROUNDS: usize = 12;

/// What can still matter from each node on.
pub(super) struct Live<'g> {
    /// The numbers of names.
    names: BTreeMap<&'g str, usize>,
    /// For each node, the names whose answers rules and requirements look at.
    answers: BTreeMap<&'g str, Bits>,
    /// For each node, the names that texts show: only whether they are answered matters.
    shown: BTreeMap<&'g str, Bits>,
}

impl<'g> Live<'g> {
    pub(super) fn of(guide: &'g Guide) -> Self {
        let ids: BTreeSet<&str> = guide.nodes().map(Node::id).collect();
        let names: BTreeMap<&str, usize> = ids.into_iter().zip(0..).collect();
        let pieces = Pieces {
            guide,
            names: &names,
        };
        // Of each node itself and of the rules behind it, which a rule that sets an answer goes on with.
        let mut before: BTreeMap<Place<'g>, Piece<'g>> = BTreeMap::new();
        for node in guide.nodes() {
            before
                .entry(Place::Node(node.id()))
                .or_insert_with(|| pieces.node(node));
            let rules = || pieces.rules(node.rules());
            before.entry(Place::Rules(node.id())).or_insert_with(rules);
            if let Node::Sheet(sheet) = node {
                let verdict = || pieces.verdict(sheet);
                before
                    .entry(Place::Verdict(&sheet.id))
                    .or_insert_with(verdict);
            }
        }
        let settled = spread(&mut before);
        let mut live = Self {
            answers: BTreeMap::new(),
            shown: BTreeMap::new(),
            names: BTreeMap::new(),
        };
        for (place, piece) in before {
            if let Place::Node(id) = place {
                let (answers, shown) = match settled {
                    true => (piece.answers, piece.shown),
                    false => (Bits::all(names.len()), Bits::default()),
                };
                live.answers.insert(id, answers);
                live.shown.insert(id, shown);
            }
        }
        live.names = names;
        live
    }

    /// What is known, as far as it matters from a node on.
    pub(super) fn state(&self, node: &str, known: &Known) -> String {
        let mut state = String::new();
        for (name, value) in known {
            if self.looks_at(node, name) {
                state += &format!("{name}={};", value.texts().join("+"));
            } else if has(&self.shown, node, self.names.get(&**name)) {
                state += &format!("{name};");
            }
        }
        state
    }

    /// Whether rules or requirements from a node on look at an answer.
    pub(super) fn looks_at(&self, node: &str, name: &str) -> bool {
        has(&self.answers, node, self.names.get(name))
    }
}

fn has(of: &BTreeMap<&str, Bits>, node: &str, number: Option<&usize>) -> bool {
    let bits = of.get(node);
    bits.zip(number)
        .is_some_and(|(bits, number)| bits.has(*number))
}

/// A node, the rules of one by themselves, or the verdict of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'g> {
    Node(&'g str),
    Rules(&'g str),
    Verdict(&'g str),
}

/// What matters at a place, and the places behind it.
#[derive(Default)]
struct Piece<'g> {
    answers: Bits,
    shown: Bits,
    next: Vec<Place<'g>>,
}

/// Hands on to every place what matters behind it; whether that came to an end.
fn spread<'g>(pieces: &mut BTreeMap<Place<'g>, Piece<'g>>) -> bool {
    let order = from_the_ends(pieces);
    for _ in 0..MOST_ROUNDS {
        let mut grew = false;
        for place in &order {
            let Some(mut piece) = pieces.remove(place) else {
                continue;
            };
            for next in &piece.next {
                if let Some(next) = pieces.get(next) {
                    grew |= piece.answers.add(&next.answers);
                    grew |= piece.shown.add(&next.shown);
                }
            }
            pieces.insert(*place, piece);
        }
        if !grew {
            return true;
        }
    }
    false
}

/// All places, those behind a place before it, but for circles.
fn from_the_ends<'g>(pieces: &BTreeMap<Place<'g>, Piece<'g>>) -> Vec<Place<'g>> {
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for start in pieces.keys() {
        let mut open = vec![(*start, false)];
        while let Some((place, is_done)) = open.pop() {
            if is_done {
                order.push(place);
            } else if seen.insert(place) {
                open.push((place, true));
                let next = pieces.get(&place).map(|piece| &*piece.next);
                open.extend(next.into_iter().flatten().map(|next| (*next, false)));
            }
        }
    }
    order
}

/// Makes the pieces.
struct Pieces<'n, 'g> {
    guide: &'g Guide,
    names: &'n BTreeMap<&'g str, usize>,
}

impl<'g> Pieces<'_, 'g> {
    fn node(&self, node: Node<'g>) -> Piece<'g> {
        let mut piece = Piece::default();
        self.show(&mut piece, &texts::of_node(self.guide, node));
        match node {
            Node::Question(question) => {
                self.answer(&mut piece, &question.id);
                piece.next.push(Place::Rules(&question.id));
                piece
                    .next
                    .extend(question.unknown.as_deref().map(Place::Node));
            }
            Node::Sheet(sheet) => {
                piece.next.push(Place::Verdict(&sheet.id));
                piece.next.push(Place::Rules(&sheet.id));
            }
            Node::Action(action) => {
                piece
                    .next
                    .extend([&*action.yes, &*action.no].map(Place::Node));
            }
            Node::Outcome(outcome) => {
                let judged = self.guide.judged(outcome);
                piece
                    .next
                    .extend(judged.map(|sheet| Place::Verdict(&sheet.id)));
            }
        }
        piece
    }

    fn rules(&self, rules: &'g [Rule]) -> Piece<'g> {
        let mut piece = Piece::default();
        for rule in rules {
            for name in rule.when.keys() {
                self.answer(&mut piece, name);
                let sheet = self.guide.sheet(name);
                piece
                    .next
                    .extend(sheet.map(|sheet| Place::Verdict(&sheet.id)));
            }
            piece.next.extend(rule.go.as_deref().map(Place::Node));
            let set = rule.set.iter().flatten();
            piece.next.extend(set.map(|(name, _)| Place::Rules(name)));
        }
        piece
    }

    fn verdict(&self, sheet: &'g Sheet) -> Piece<'g> {
        let mut piece = Piece::default();
        for fact in &sheet.facts {
            self.answer(&mut piece, fact);
        }
        for requirement in self.guide.requirements_on(sheet) {
            for name in requirement.when.keys() {
                self.answer(&mut piece, name);
            }
            self.show(&mut piece, &texts::of_requirement(requirement));
        }
        piece
    }

    fn answer(&self, piece: &mut Piece<'g>, name: &str) {
        piece.answers.extend(self.names.get(name));
    }

    fn show(&self, piece: &mut Piece<'g>, texts: &[texts::Text<'_>]) {
        let names = texts.iter().flat_map(|(_, text)| slots(text));
        piece
            .shown
            .extend(names.filter_map(|name| self.names.get(&*name)));
    }
}

/// A set of small numbers.
#[derive(Debug, Clone, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn all(count: usize) -> Self {
        Self(vec![u64::MAX; count.div_ceil(64)])
    }

    fn has(&self, number: usize) -> bool {
        let word = self.0.get(number / 64);
        word.is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Adds the numbers of another set; whether any was new.
    fn add(&mut self, other: &Self) -> bool {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        let mut grew = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            grew |= *word | more != *word;
            *word |= more;
        }
        grew
    }
}

impl<'n> Extend<&'n usize> for Bits {
    fn extend<I: IntoIterator<Item = &'n usize>>(&mut self, numbers: I) {
        for number in numbers {
            if self.0.len() <= number / 64 {
                self.0.resize(number / 64 + 1, 0);
            }
            if let Some(word) = self.0.get_mut(number / 64) {
                *word |= 1 << (number % 64);
            }
        }
    }
}
