//! Why a walk can't continue: an error in the guide.

/// An error in a guide at which a walk stops; the check reports the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeadEnd {
    /// No rule of the node with this ID holds.
    #[error("no rule of `{0}` applies to these answers")]
    NoRule(String),
    /// A rule of the node with this ID does not say where to go.
    #[error("a rule of `{0}` has neither `go` nor `set`")]
    NoTarget(String),
    /// A rule sets the answer to a question that doesn't exist.
    #[error("a rule of `{owner}` sets `{name}`, which is not a question")]
    NoQuestion {
        /// The rule's node.
        owner: String,
        /// The name that is not a question.
        name: String,
    },
    /// A rule sets something that is not an answer.
    #[error("`{text}`, set by `{owner}`, is not an answer to `{name}`")]
    NoAnswer {
        /// The rule's node.
        owner: String,
        /// The question.
        name: String,
        /// The text that is not an answer to it.
        text: String,
    },
    /// Rules, among them this node's, set each other's answers endlessly.
    #[error("the rules of `{0}` set each other endlessly")]
    Endless(String),
    /// The walk reaches this node a second time.
    #[error("the guide comes back to `{0}`")]
    Loop(String),
    /// There is no node with this ID.
    #[error("there is no node `{0}`")]
    NoNode(String),
}
