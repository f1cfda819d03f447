//! How people sign in other than by passwords, as the settings say.

use axum::http::{HeaderMap, HeaderName};

use super::{openid::Provider, paths::Paths};
use crate::{
    config::{GroupRole, ServeConfig},
    desk::{
        StoreAddress,
        people::{Identity, Role},
    },
};

/// The issuer of people for whom the web server in front vouches. No provider has this issuer,
/// since theirs are URLs.
const PROXY: &str = "proxy";

/// How people sign in other than by passwords.
#[derive(Default)]
pub struct SignIn {
    /// An OpenID Connect provider.
    pub provider: Option<Provider>,
    /// What people call the provider.
    pub provider_name: String,
    /// The web server in front.
    proxy: Option<Proxy>,
}

/// A web server that says with each request who sends it.
struct Proxy {
    user: HeaderName,
    groups: Option<HeaderName>,
    roles: Vec<GroupRole>,
    default_role: Role,
}

impl SignIn {
    /// The ways to sign in that the settings give.
    ///
    /// # Errors
    ///
    /// A setting is missing or can't be used, as a sentence that says what to do.
    pub fn new(config: &ServeConfig) -> Result<Self, String> {
        let set = &config.sign_in;
        let has_store = config.store.address() != StoreAddress::None;
        set.check(!config.trusted_proxy.is_empty(), has_store)?;
        let provider = set.openid_issuer.as_deref().map(|issuer| {
            let paths = Paths::new(config.base_url.as_deref());
            let redirect = match paths.absolute(&paths.openid_back()) {
                path if !path.starts_with('/') => path,
                path if config.listen.ip().is_loopback() => {
                    format!("http://{}{path}", config.listen)
                }
                _ => {
                    return Err(
                        "--openid-issuer needs --base-url, the address that people come back to"
                            .to_owned(),
                    );
                }
            };
            Provider::new(set, issuer, redirect)
        });
        let proxy = set.proxy_user_header.as_deref().map(|user| {
            let name = |header: &str| {
                header
                    .parse::<HeaderName>()
                    .map_err(|error| format!("{header}: {error}"))
            };
            Ok::<_, String>(Proxy {
                user: name(user)?,
                groups: set.proxy_groups_header.as_deref().map(name).transpose()?,
                roles: set.proxy_role.clone(),
                default_role: set.default_role,
            })
        });
        Ok(Self {
            provider: provider.transpose()?,
            provider_name: set.openid_name.clone(),
            proxy: proxy.transpose()?,
        })
    }

    /// Whether the web server in front says who sends a request.
    pub fn has_proxy(&self) -> bool {
        self.proxy.is_some()
    }

    /// The person for whom the web server in front vouches. The headers must be from a request that
    /// a trusted proxy sends: anybody else could send them, too.
    pub fn vouched_for(&self, headers: &HeaderMap) -> Option<Identity> {
        let proxy = self.proxy.as_ref()?;
        let subject = single_value(headers, &proxy.user)?.trim();
        if subject.is_empty() {
            return None;
        }
        let groups = proxy
            .groups
            .as_ref()
            .map(|name| single_value(headers, name));
        let groups = groups.flatten().unwrap_or_default();
        // The names of groups in a directory contain commas themselves.
        let separator = if groups.contains(';') { ';' } else { ',' };
        let groups: Vec<&str> = groups.split(separator).map(str::trim).collect();
        let given = proxy.roles.iter();
        let given = given.filter(|one| groups.contains(&&*one.group));
        Some(Identity {
            issuer: PROXY.to_owned(),
            subject: subject.to_owned(),
            names: vec![subject.to_owned()],
            role: given
                .map(|one| one.role)
                .max()
                .unwrap_or(proxy.default_role),
            is_role_decided: !proxy.roles.is_empty(),
        })
    }
}

/// The value of a header that occurs once. If it occurs twice, a stranger may have sent one of
/// them.
fn single_value<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    match values.next() {
        Some(_) => None,
        None => std::str::from_utf8(value.as_bytes()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn behind(roles: &[(&str, Role)]) -> SignIn {
        let group_role = |(group, role): &(&str, Role)| GroupRole {
            group: (*group).to_owned(),
            role: *role,
        };
        SignIn {
            proxy: Some(Proxy {
                user: HeaderName::from_static("x-user"),
                groups: Some(HeaderName::from_static("x-groups")),
                roles: roles.iter().map(group_role).collect(),
                default_role: Role::Reader,
            }),
            ..SignIn::default()
        }
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    #[test]
    fn a_proxy_names_one_person_and_their_groups() {
        let set = behind(&[("kb", Role::Agent), ("CN=a,OU=b", Role::Editor)]);
        for (pairs, expect) in [
            (&[][..], None),
            (&[("x-user", " ")], None),
            (&[("x-user", "zoë")], Some(("zoë", Role::Reader))),
            (&[("x-user", "ann"), ("x-user", "eve")], None),
            (
                &[("x-user", "ann"), ("x-groups", "x, kb")],
                Some(("ann", Role::Agent)),
            ),
            (
                &[("x-user", "ann"), ("x-groups", "CN=a,OU=b; kb")],
                Some(("ann", Role::Editor)),
            ),
            (
                &[("x-user", "ann"), ("x-groups", "kb"), ("x-groups", "kb")],
                Some(("ann", Role::Reader)),
            ),
        ] {
            let found = set.vouched_for(&headers(pairs));
            let found = found.as_ref().map(|one| (&*one.subject, one.role));
            assert_eq!(found, expect, "{pairs:?}");
        }
        let none = SignIn::default().vouched_for(&headers(&[("x-user", "ann")]));
        assert_eq!(none, None);
    }
}
