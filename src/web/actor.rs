//! Who sends a request, and what they may do.

use crate::{audience::Audience, config::ServeConfig};

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The person at this machine, the only one who can reach the portal.
    Local,
    /// Somebody unknown: there is no sign-in yet.
    Anonymous,
}

impl Actor {
    /// Who sends the requests of a portal with these settings. Behind a web server, strangers can
    /// arrive on a loopback address; whoever names one in the settings is not alone.
    pub fn of(config: &ServeConfig) -> Self {
        let has_server_in_front = !config.trusted_proxy.is_empty() || config.is_under_a_name();
        match config.audience() {
            Audience::Local if !has_server_in_front => Self::Local,
            Audience::Local | Audience::Public => Self::Anonymous,
        }
    }

    /// Under which name entries are saved.
    pub fn person(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Anonymous => "",
        }
    }

    /// Whether they may add to the desk, and read what it keeps for itself.
    pub fn is_at_desk(self) -> bool {
        self == Self::Local
    }
}
