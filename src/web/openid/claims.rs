//! What a provider says about a person, and what follows from it.

use serde_json::Value;

use crate::{config::ClaimRole, desk::people::Role};

/// The claims that may hold a name, the best first.
const NAMES: [&str; 3] = ["preferred_username", "name", "nickname"];

/// The names that a person could have here, the best first.
pub fn names(claims: &Value) -> Vec<String> {
    let named = |claim: &&str| claims.get(claim)?.as_str().map(str::to_owned);
    NAMES.iter().filter_map(named).collect()
}

/// The highest role that the claims give, if they give any.
pub fn role(claims: &Value, rules: &[ClaimRole]) -> Option<Role> {
    let applies = |rule: &&ClaimRole| match claim(claims, &rule.claim) {
        Some(Value::Array(values)) => values.iter().any(|value| is(value, &rule.value)),
        Some(value) => is(value, &rule.value),
        None => false,
    };
    rules.iter().filter(applies).map(|rule| rule.role).max()
}

/// Whether the claims have a name, and all that the rules ask for.
pub fn suffice(claims: &Value, rules: &[ClaimRole]) -> bool {
    !names(claims).is_empty()
        && rules
            .iter()
            .all(|rule| claim(claims, &rule.claim).is_some())
}

/// Adds claims that were asked for separately, but changes none.
pub fn add(claims: &mut Value, others: Value) {
    if let (Value::Object(claims), Value::Object(others)) = (claims, others) {
        for (name, value) in others {
            let known = claims.entry(name).or_insert(Value::Null);
            if known.is_null() {
                *known = value;
            }
        }
    }
}

/// A claim of this name, or one within others: `realm_access.roles`.
fn claim<'c>(claims: &'c Value, name: &str) -> Option<&'c Value> {
    let whole = claims.get(name);
    let found = whole.or_else(|| {
        name.split('.')
            .try_fold(claims, |inside, part| inside.get(part))
    });
    found.filter(|value| !value.is_null())
}

fn is(value: &Value, text: &str) -> bool {
    match value {
        Value::String(value) => value == text,
        Value::Bool(true) => text == "true",
        Value::Bool(false) => text == "false",
        Value::Number(number) => number.to_string() == text,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(claim: &str, value: &str, role: Role) -> ClaimRole {
        ClaimRole {
            claim: claim.to_owned(),
            value: value.to_owned(),
            role,
        }
    }

    #[test]
    fn the_highest_role_counts() {
        let rules = [
            rule("groups", "kb", Role::Agent),
            rule("groups", "kb-admins", Role::Administrator),
            rule("realm_access.roles", "editor", Role::Editor),
            rule("https://example.com/kb", "true", Role::Agent),
        ];
        for (claims, expect) in [
            (json!({}), None),
            (json!({"groups": []}), None),
            (json!({"groups": "kb"}), Some(Role::Agent)),
            (json!({"groups": "kb-admins-not"}), None),
            (
                json!({"groups": ["x", "kb", "kb-admins"]}),
                Some(Role::Administrator),
            ),
            (
                json!({"realm_access": {"roles": ["editor"]}}),
                Some(Role::Editor),
            ),
            (json!({"https://example.com/kb": true}), Some(Role::Agent)),
            (json!({"groups": {"kb": 1}}), None),
        ] {
            assert_eq!(role(&claims, &rules), expect, "{claims}");
        }
    }

    #[test]
    fn claims_are_added_and_never_changed() {
        let mut claims = json!({"sub": "1", "name": null});
        assert!(!suffice(&claims, &[]));
        add(
            &mut claims,
            json!({"sub": "2", "name": "Ann", "groups": ["kb"]}),
        );
        assert_eq!(claims, json!({"sub": "1", "name": "Ann", "groups": ["kb"]}));
        assert!(suffice(&claims, &[rule("groups", "x", Role::Agent)]));
        assert!(!suffice(&claims, &[rule("roles", "x", Role::Agent)]));
        assert_eq!(names(&claims), ["Ann"]);
    }
}
