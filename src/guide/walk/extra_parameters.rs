//! The parameters besides the answers in a walk's address, which come after them: ticks, the
//! revision, and what the walk began with.

use std::collections::BTreeSet;

use super::{super::format::Guide, names::ExtraParameter, pairs::Pairs, state::WalkOrigin};

/// The extra parameters of a walk.
pub(super) struct ExtraParameters<'g> {
    pub(super) done: BTreeSet<(&'g str, usize)>,
    /// Those that belong in its address; the revision comes last.
    pub(super) kept: Pairs,
    /// All of them, including those that do not apply at present, but without the revision.
    pub(super) all: Pairs,
}

/// Everything in an address besides the answers.
pub(super) struct GivenParameters<'a, 'g> {
    pub(super) guide: &'g Guide,
    /// The nodes on the path so far.
    pub(super) path: Vec<&'g str>,
    /// Every step that was ticked off.
    pub(super) ticked: &'a BTreeSet<(&'g str, usize)>,
    /// The questions that an event log answered.
    pub(super) logged: &'a BTreeSet<&'g str>,
    pub(super) origin: &'a WalkOrigin,
}

impl<'g> GivenParameters<'_, 'g> {
    /// Those that the address keeps, and all of them; `ahead` are the nodes that may still come.
    pub(super) fn sorted(
        &self,
        ahead: &BTreeSet<&str>,
        answers: &[&[(String, String)]],
    ) -> ExtraParameters<'g> {
        let Self { guide, path, .. } = self;
        let position = |id: &str| path.iter().position(|one| *one == id).unwrap_or(path.len());
        let mut ticked: Vec<&(&str, usize)> = self.ticked.iter().collect();
        ticked.sort_by_key(|(id, number)| (position(id), *id, *number));
        let pair = |(id, number): &(&str, usize)| {
            ExtraParameter::Done.pair(guide, format!("{id}.{number}"))
        };
        let stays = |(id, _): &&&(&str, usize)| path.contains(id) || ahead.contains(id);
        let is_answered = |id: &&&str| {
            answers
                .iter()
                .any(|pairs| pairs.iter().any(|(name, _)| name == **id))
        };
        let log = |id: &&str| ExtraParameter::Log.pair(guide, *id);
        let origin = self.origin.pairs(guide);
        let kept = ticked.iter().filter(stays).copied().map(pair);
        let mut kept: Pairs = kept
            .chain(origin.clone())
            .chain(self.logged.iter().filter(is_answered).map(log))
            .collect();
        let all = ticked
            .iter()
            .copied()
            .map(pair)
            .chain(origin)
            .chain(self.logged.iter().map(log))
            .collect();
        // A walk without answers has the guide's own address.
        if !kept.is_empty() || answers.iter().any(|pairs| !pairs.is_empty()) {
            kept.push(ExtraParameter::Revision.pair(guide, guide.revision.to_string()));
        }
        ExtraParameters {
            done: ticked.iter().filter(stays).map(|tick| **tick).collect(),
            kept,
            all,
        }
    }
}

impl WalkOrigin {
    /// As pairs of an address in a guide.
    pub fn pairs(&self, guide: &Guide) -> Pairs {
        let Self {
            event,
            codes,
            quoted,
            found,
        } = self;
        let event = event.iter();
        let event =
            event.map(|(source, id)| ExtraParameter::From.pair(guide, format!("{source}/{id}")));
        let codes = codes
            .iter()
            .map(|code| ExtraParameter::Code.pair(guide, code.slug()));
        let quoted = quoted
            .iter()
            .map(|id| ExtraParameter::Quoted.pair(guide, id.as_str()));
        let found = found
            .iter()
            .map(|id| ExtraParameter::Found.pair(guide, id.as_str()));
        event.chain(codes).chain(quoted).chain(found).collect()
    }
}
