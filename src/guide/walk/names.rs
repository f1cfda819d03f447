//! The names in a walk's address that are not questions.

use std::borrow::Cow;

use super::super::{
    format::Guide,
    kind::{NONE, UNKNOWN},
};

/// A parameter of a walk's address besides the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtraParameter {
    /// The question or sheet that is to be answered again: the node's id.
    At,
    /// The revision of the guide that the link was made for.
    Revision,
    /// A step that is ticked off: `restart.2` is the second step of the node `restart`.
    Done,
    /// An answer that a log gave: the question's id.
    Log,
    /// The event that the walk began with: `MSExchangeCCMC/68`.
    From,
    /// An article that quotes the message that the walk began with.
    Quoted,
    /// An article that the diagnosis of that message found.
    Found,
    /// An error code in that message, as [`crate::evidence::Code::slug`] spells it.
    Code,
}

/// The prefix of a parameter's name if the guide has a question with the same name. No node's ID
/// begins with it.
const ASIDE: char = '.';

impl ExtraParameter {
    /// All of them.
    const ALL: [Self; 8] = [
        Self::At,
        Self::Revision,
        Self::Done,
        Self::Log,
        Self::From,
        Self::Quoted,
        Self::Found,
        Self::Code,
    ];

    /// Its name, if no node of the guide has the same one.
    const fn own_name(self) -> &'static str {
        match self {
            Self::At => "at",
            Self::Revision => "rev",
            Self::Done => "done",
            Self::Log => "log",
            Self::From => "from",
            Self::Quoted => "quoted",
            Self::Found => "found",
            Self::Code => "codes",
        }
    }

    /// Its name in the addresses of a guide: if a node has its name, it gets the prefix.
    pub fn name(self, guide: &Guide) -> Cow<'static, str> {
        let name = self.own_name();
        match guide.node(name) {
            Some(_) => format!("{ASIDE}{name}").into(),
            None => name.into(),
        }
    }

    /// The parameter with a value, as a pair of an address.
    pub fn pair(self, guide: &Guide, value: impl Into<String>) -> (String, String) {
        (self.name(guide).into_owned(), value.into())
    }

    /// The extra parameter that a name in an address means in a guide; `None` for a question or an
    /// unknown name.
    pub fn of(guide: &Guide, name: &str) -> Option<Self> {
        let (bare, is_aside) = match name.strip_prefix(ASIDE) {
            Some(bare) => (bare, true),
            None => (name, false),
        };
        let is_it = |parameter: &Self| parameter.own_name() == bare;
        let parameter = Self::ALL.into_iter().find(is_it)?;
        (is_aside || guide.node(bare).is_none()).then_some(parameter)
    }
}

/// Whether a word has a meaning of its own and cannot be a node's ID.
pub(in crate::guide) fn is_reserved(name: &str) -> bool {
    [UNKNOWN, NONE].contains(&name)
}
