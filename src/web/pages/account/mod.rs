//! Signing in and out, and a person's own account.

mod answers;
mod invitation;
mod own;
mod sign_in;

pub use answers::{desk, status_and_words};
pub use invitation::{accept, invited};
pub use own::{change_password, change_tokens, show, sign_out, sign_out_everywhere};
pub use sign_in::{ask, begin_openid, finish_openid, sign_in};
