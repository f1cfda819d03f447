//! The settings of signing in other than by passwords: through an OpenID Connect provider, or
//! through the web server in front.

use std::{env, fs, path::PathBuf};

use clap::Args;

use crate::desk::people::Role;

/// The variable that holds the client secret. There is no flag for it, since other users of the
/// machine can see flags.
const SECRET: &str = "FIXPATH_OPENID_SECRET";

/// The settings of signing in other than by passwords.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Sign-in")]
pub struct SignInConfig {
    /// Issuer URL of the OpenID Connect provider with which people sign in
    #[arg(long, value_name = "URL", env = "FIXPATH_OPENID_ISSUER", value_parser = issuer)]
    pub openid_issuer: Option<String>,
    /// Client ID of this portal at the provider
    #[arg(long, value_name = "ID", env = "FIXPATH_OPENID_CLIENT")]
    pub openid_client: Option<String>,
    /// File that holds the client secret; it can also be in FIXPATH_OPENID_SECRET
    #[arg(long, value_name = "FILE", env = "FIXPATH_OPENID_SECRET_FILE")]
    pub openid_secret_file: Option<PathBuf>,
    /// Scopes to ask the provider for, besides openid
    #[arg(
        long,
        value_name = "SCOPES",
        env = "FIXPATH_OPENID_SCOPES",
        default_value = "profile",
        value_delimiter = ','
    )]
    pub openid_scopes: Vec<String>,
    /// What people call the provider, on the page where they sign in
    #[arg(
        long,
        value_name = "NAME",
        env = "FIXPATH_OPENID_NAME",
        default_value = "single sign-on"
    )]
    pub openid_name: String,
    /// Role of people with a value of a claim, as in groups=kb-admins:administrator; can be given
    /// several times
    #[arg(long, value_name = "CLAIM=VALUE:ROLE", env = "FIXPATH_OPENID_ROLE", value_delimiter = ';', value_parser = claim_role)]
    pub openid_role: Vec<ClaimRole>,
    /// Header in which a --trusted-proxy says who is signed in
    #[arg(long, value_name = "HEADER", env = "FIXPATH_PROXY_USER_HEADER", value_parser = header)]
    pub proxy_user_header: Option<String>,
    /// Header in which a --trusted-proxy says which groups they are in, separated by semicolons or
    /// commas
    #[arg(long, value_name = "HEADER", env = "FIXPATH_PROXY_GROUPS_HEADER", value_parser = header)]
    pub proxy_groups_header: Option<String>,
    /// Role of people in a group, as in kb-admins:administrator; can be given several times
    #[arg(long, value_name = "GROUP:ROLE", env = "FIXPATH_PROXY_ROLE", value_delimiter = ';', value_parser = group_role)]
    pub proxy_role: Vec<GroupRole>,
    /// Role of people who sign in through a provider or a proxy and get no role from it: reader,
    /// agent, editor or administrator
    #[arg(long, value_name = "ROLE", env = "FIXPATH_DEFAULT_ROLE", default_value = "reader", value_parser = role)]
    pub default_role: Role,
}

/// The role of people with a value of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRole {
    /// The claim, such as `groups`, or `realm_access.roles` for one within another.
    pub claim: String,
    /// Its value, or one of its values.
    pub value: String,
    /// What they may do.
    pub role: Role,
}

/// The role of people in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRole {
    /// The group.
    pub group: String,
    /// What its people may do.
    pub role: Role,
}

impl SignInConfig {
    /// Whether a provider or a web server says who people are.
    pub fn is_used(&self) -> bool {
        self.openid_issuer.is_some() || self.proxy_user_header.is_some()
    }

    /// Checks that the settings fit together.
    ///
    /// # Errors
    ///
    /// Something is missing or contradictory; the error is a sentence that says what to do.
    pub fn check(&self, has_trusted_proxy: bool, has_store: bool) -> Result<(), &'static str> {
        let has_openid = self.openid_issuer.is_some();
        let has_proxy = self.proxy_user_header.is_some();
        if self.is_used() && !has_store {
            Err("nobody can sign in with --store none: give a store")
        } else if has_openid && self.openid_client.as_deref().is_none_or(str::is_empty) {
            Err(
                "--openid-issuer needs --openid-client, the client ID of this portal at the provider",
            )
        } else if !has_openid && (self.openid_client.is_some() || !self.openid_role.is_empty()) {
            Err("--openid-client and --openid-role need --openid-issuer, the provider's issuer URL")
        } else if has_proxy && !has_trusted_proxy {
            Err("--proxy-user-header needs --trusted-proxy: anybody else could send this header")
        } else if !has_proxy && self.proxy_groups_header.is_some() {
            Err("--proxy-groups-header needs --proxy-user-header")
        } else if self.proxy_groups_header.is_none() && !self.proxy_role.is_empty() {
            Err("--proxy-role needs --proxy-groups-header")
        } else {
            Ok(())
        }
    }

    /// The client secret, from the environment or the file; `None` for a public client.
    ///
    /// # Errors
    ///
    /// The file can't be read, as a sentence.
    pub fn openid_secret(&self) -> Result<Option<String>, String> {
        let text = match &self.openid_secret_file {
            Some(file) => fs::read_to_string(file)
                .map_err(|error| format!("can't read {}: {error}", file.display()))?,
            None => env::var(SECRET).unwrap_or_default(),
        };
        let secret = text.trim();
        Ok((!secret.is_empty()).then(|| secret.to_owned()))
    }
}

fn issuer(text: &str) -> Result<String, String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or_default();
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let is_here = matches!(host, "localhost" | "127.0.0.1");
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if rest.is_empty() || !plain || text.contains(['?', '#', '@']) {
        return Err(
            "write the issuer's URL, as in https://login.example.com/realms/main".to_owned(),
        );
    }
    if text.starts_with("http://") && !is_here {
        return Err(
            "write a URL that begins with https://, or anybody could pretend to be the provider"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}

fn claim_role(text: &str) -> Result<ClaimRole, String> {
    let parts = text.split_once('=').and_then(|(claim, rest)| {
        let (value, role) = rest.rsplit_once(':')?;
        (!claim.is_empty() && !value.is_empty()).then_some((claim, value, role))
    });
    let (claim, value, given) =
        parts.ok_or("write a claim, a value and a role, as in groups=kb-admins:administrator")?;
    if claim == "email" {
        return Err("a role can't depend on an e-mail address, which people may set".to_owned());
    }
    Ok(ClaimRole {
        claim: claim.to_owned(),
        value: value.to_owned(),
        role: role(given)?,
    })
}

fn group_role(text: &str) -> Result<GroupRole, String> {
    let parts = text.rsplit_once(':').filter(|(group, _)| !group.is_empty());
    let (group, given) = parts.ok_or("write a group and a role, as in kb-admins:administrator")?;
    Ok(GroupRole {
        group: group.to_owned(),
        role: role(given)?,
    })
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(str::to_owned)
}

fn header(text: &str) -> Result<String, String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    // The server itself gives these headers a meaning.
    let reserved = ["authorization", "cookie", "host", "origin"];
    let name = text.to_ascii_lowercase();
    match !name.is_empty() && name.bytes().all(fits) && !reserved.contains(&&*name) {
        true => Ok(name),
        false => Err("write the name of a header, as in X-Remote-User".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_an_https_url() {
        for (text, is_one) in [
            ("https://login.example.com/realms/main", true),
            ("http://127.0.0.1:4000", true),
            ("http://localhost/x", true),
            ("http://login.example.com", false),
            ("http://localhost.example.com", false),
            ("http://localhost@example.com", false),
            ("login.example.com", false),
            ("https://", false),
            ("https://x/?y", false),
        ] {
            assert_eq!(issuer(text).is_ok(), is_one, "{text}");
        }
    }

    #[test]
    fn roles_are_given_to_values_and_groups() {
        let role = claim_role("groups=urn:kb:admins:administrator").unwrap();
        assert_eq!(role.claim, "groups");
        assert_eq!(role.value, "urn:kb:admins");
        assert_eq!(role.role, Role::Administrator);
        for text in [
            "groups",
            "groups=x",
            "=x:agent",
            "groups=:agent",
            "groups=x:boss",
            "email=a@b:agent",
        ] {
            assert!(claim_role(text).is_err(), "{text}");
        }
        let role = group_role("CN=kb:editor").unwrap();
        assert_eq!((&*role.group, role.role), ("CN=kb", Role::Editor));
        assert!(group_role(":agent").is_err() && group_role("x").is_err());
    }

    #[test]
    fn settings_that_need_another_are_errors_without_it() {
        let none = SignInConfig::default();
        assert!(none.check(false, true).is_ok() && none.check(false, false).is_ok());
        let proxy = SignInConfig {
            proxy_user_header: Some("x-user".to_owned()),
            ..none.clone()
        };
        assert!(
            proxy
                .check(false, true)
                .unwrap_err()
                .contains("--trusted-proxy")
        );
        assert!(proxy.check(true, false).unwrap_err().contains("--store"));
        assert!(proxy.check(true, true).is_ok());
        let openid = SignInConfig {
            openid_issuer: Some("https://x".to_owned()),
            ..none
        };
        assert!(
            openid
                .check(false, true)
                .unwrap_err()
                .contains("--openid-client")
        );
    }

    #[test]
    fn a_reserved_header_is_refused() {
        assert_eq!(header("X-Remote-User").as_deref(), Ok("x-remote-user"));
        assert!(header("Cookie").is_err() && header("x y").is_err() && header("").is_err());
    }
}
