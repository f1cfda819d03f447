//! The search for circles finds the planted ones, and nothing else.

use std::path::Path;

use super::{circles::circles, tree::Tree};

/// The circles of a crate with these files beside its `lib.rs`.
fn planted(files: &[(&str, &str)]) -> Vec<String> {
    let texts = files
        .iter()
        .map(|(name, text)| (Path::new("src").join(name), (*text).to_owned()));
    circles(&Tree::of(Path::new("src"), &texts.collect()))
}

const ROOT: (&str, &str) = ("lib.rs", "mod lamp; mod cable;");

/// A cable that needs the lamp's `Lamp`.
const CABLE: (&str, &str) = ("cable.rs", "pub struct Cable(crate::lamp::Lamp);");

#[test]
fn a_circle_through_super_is_found_and_reported() {
    let lamp = (
        "lamp.rs",
        "pub struct Lamp; fn f() { let cable: super::cable::Cable; }",
    );
    let found = planted(&[ROOT, CABLE, lamp]);
    assert_eq!(
        found,
        [
            "2 files need each other:\n  src/cable.rs → src/lamp.rs (crate::lamp::Lamp)\n  src/lamp.rs → src/cable.rs (super::cable::Cable)"
        ]
    );
}

#[test]
fn a_name_is_followed_to_the_file_that_defines_it() {
    let root = (
        "lib.rs",
        "mod lamp; mod cable; pub use cable::Cable as Wire;",
    );
    let lamp = ("lamp.rs", "use crate::{Wire as W}; pub struct Lamp(W);");
    assert_eq!(planted(&[root, CABLE, lamp]).len(), 1);
    let root = ("lib.rs", "mod lamp; mod cable; pub use cable::*;");
    let lamp = ("lamp.rs", "use crate::Cable; pub struct Lamp(Cable);");
    assert_eq!(planted(&[root, CABLE, lamp]).len(), 1);
}

#[test]
fn paths_inside_macros_count() {
    for body in [
        "println!(\"{}\", crate::cable::LENGTH)",
        "matches!(x, Some(super::cable::Cable(_)))",
        "vec![<super::cable::Cable>::new()]",
    ] {
        let lamp = format!("pub struct Lamp; fn f() {{ {body}; }}");
        assert_eq!(
            planted(&[ROOT, CABLE, ("lamp.rs", &lamp)]).len(),
            1,
            "{body}"
        );
    }
    let root = (
        "lib.rs",
        "macro_rules! lit { () => { $crate::lamp::on() } } mod lamp;",
    );
    let lamp = ("lamp.rs", "pub fn on() { lit!() }");
    assert_eq!(planted(&[root, lamp]).len(), 1);
}

#[test]
fn paths_in_attributes_patterns_bounds_and_blocks_count() {
    for code in [
        "#[serde(with = \"super::cable::text\")] struct A;",
        "fn f(x: X) { match x { super::cable::Kind::Long => {} } }",
        "fn f<T: super::cable::Carries>() {}",
        "fn f() { use super::cable; cable::length(); }",
        "impl From<super::cable::Cable> for Lamp {}",
        "mod inner { use super::super::cable::Cable; }",
    ] {
        let lamp = format!("pub struct Lamp; {code}");
        assert_eq!(
            planted(&[ROOT, CABLE, ("lamp.rs", &lamp)]).len(),
            1,
            "{code}"
        );
    }
}

#[test]
fn a_parent_and_its_child_are_a_circle_where_each_uses_the_other() {
    let root = ("lib.rs", "mod lamp;");
    let front = ("lamp/mod.rs", "mod bulb; pub struct Lamp(bulb::Bulb);");
    let bulb = ("lamp/bulb.rs", "use super::Lamp; pub struct Bulb;");
    assert_eq!(planted(&[root, front, bulb]).len(), 1);
}

#[test]
fn a_module_that_only_reexports_names_is_in_no_circle() {
    let root = ("lib.rs", "mod lamp;");
    let front = (
        "lamp/mod.rs",
        "mod bulb; mod base; pub use {bulb::Bulb, base::Base};",
    );
    let bulb = ("lamp/bulb.rs", "use super::Base; pub struct Bulb(Base);");
    let base = ("lamp/base.rs", "use super::base; pub struct Base;");
    assert_eq!(planted(&[root, front, bulb, base]), [""; 0]);
    // It is part of one if it uses what it re-exports.
    let front = (
        "lamp/mod.rs",
        "mod bulb; mod base; pub use bulb::Bulb; pub struct Base(Vec<Bulb>);",
    );
    assert_eq!(planted(&[root, front, bulb, base]).len(), 1);
}

#[test]
fn tests_may_know_all() {
    for code in [
        "#[cfg(test)] mod tests { use crate::cable::Cable; }",
        "#[cfg(test)] mod sample;",
        "#[cfg(test)] use crate::cable::Cable;",
        "#[cfg(all(test, unix))] fn f() { crate::cable::f() }",
        "impl Lamp { #[cfg(test)] fn f() { crate::cable::f() } }",
        "// crate::cable\n#[doc = \"crate::cable::Cable\"] fn f() { \"crate::cable::f\"; }",
    ] {
        let lamp = format!("pub struct Lamp; {code}");
        let sample = ("lamp/sample.rs", "use crate::cable::Cable;");
        let found = planted(&[ROOT, CABLE, ("lamp.rs", &lamp), sample]);
        assert_eq!(found, [""; 0], "{code}");
    }
}
