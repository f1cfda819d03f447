//! Finds what a file of Rust code declares and names, from its syntax.

use syn::{
    Attribute, ImplItem, Item, ItemMod, ItemUse, Local, Macro, Meta, Path, TraitItem, UseTree,
    Visibility,
    buffer::{Cursor, TokenBuffer},
    punctuated::Punctuated,
    visit::{self, Visit},
};

/// The place in which a path is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// An import for the file itself.
    Import,
    /// A `pub use`, which re-exports a name.
    ReExport,
    /// A type, an expression, a pattern, a bound, an attribute.
    Path,
    /// The name of a macro that is called.
    Macro,
}

/// A path that code writes, without its generic arguments.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) path: Vec<String>,
    pub(super) used: Use,
    /// Whether it ends in `*`, which `path` leaves out.
    pub(super) is_glob: bool,
    /// The name that an import gives it.
    pub(super) alias: Option<String>,
    pub(super) in_tests: bool,
}

/// What a module declares and names, with the modules inside it kept separate.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) defines: Vec<String>,
    pub(super) macros: Vec<String>,
    pub(super) names: Vec<Named>,
    pub(super) modules: Vec<Inner>,
}

/// A module declared inside another one.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) name: String,
    pub(super) in_tests: bool,
    /// Its contents, unless it has a file of its own.
    pub(super) contents: Option<Contents>,
}

/// Reads the items of a module.
pub(super) fn contents(items: &[Item], in_tests: bool) -> Contents {
    let mut reader = Reader {
        found: Contents::default(),
        in_tests,
    };
    for item in items {
        reader.found.defines.extend(defined(item));
        if let Item::Macro(item) = item {
            let name = item.ident.as_ref().map(ToString::to_string);
            reader.found.macros.extend(name);
        }
        if let Item::Mod(module) = item {
            reader.declare(module);
        } else {
            reader.visit_item(item);
        }
    }
    reader.found
}

/// The name by which other items refer to an item.
fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

struct Reader {
    found: Contents,
    in_tests: bool,
}

impl Reader {
    fn declare(&mut self, module: &ItemMod) {
        let in_tests = self.in_tests || are_for_tests(&module.attrs);
        let contents = module.content.as_ref();
        self.found.modules.push(Inner {
            name: module.ident.to_string(),
            in_tests,
            contents: contents.map(|(_, items)| self::contents(items, in_tests)),
        });
    }

    fn push(&mut self, path: Vec<String>, used: Use) {
        self.found.names.push(Named {
            path,
            used,
            is_glob: false,
            alias: None,
            in_tests: self.in_tests,
        });
    }

    fn import(&mut self, item: &ItemUse) {
        let used = match item.vis {
            Visibility::Inherited => Use::Import,
            _ => Use::ReExport,
        };
        self.tree(&item.tree, &mut Vec::new(), used);
    }

    fn tree(&mut self, tree: &UseTree, path: &mut Vec<String>, used: Use) {
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                self.tree(&part.tree, path, used);
                path.pop();
            }
            UseTree::Group(group) => {
                for part in &group.items {
                    self.tree(part, path, used);
                }
            }
            UseTree::Name(part) => self.leaf(path, Some(part.ident.to_string()), None, used),
            UseTree::Rename(part) => {
                let alias = Some(part.rename.to_string());
                self.leaf(path, Some(part.ident.to_string()), alias, used);
            }
            UseTree::Glob(_) => self.leaf(path, None, None, used),
        }
    }

    fn leaf(&mut self, path: &[String], name: Option<String>, alias: Option<String>, used: Use) {
        let mut path = path.to_vec();
        let is_glob = name.is_none();
        // `a::{self}` is `a`.
        path.extend(name.filter(|name| name != "self" || path.is_empty()));
        let alias = alias.or_else(|| path.last().cloned()).filter(|_| !is_glob);
        self.found.names.push(Named {
            path,
            used,
            is_glob,
            alias,
            in_tests: self.in_tests,
        });
    }

    fn within(&mut self, attributes: &[Attribute], visit: impl FnOnce(&mut Self)) {
        let outside = self.in_tests;
        self.in_tests |= are_for_tests(attributes);
        visit(self);
        self.in_tests = outside;
    }

    /// Tokens have no syntax yet: every chain of words joined by `::` counts as a path, and so does
    /// every word with the capitals of a type or constant.
    fn tokens(&mut self, mut at: Cursor<'_>) {
        // Set after something that a word can continue: the word is then a method or an associated
        // name.
        let mut goes_on = false;
        while let Some((token, next)) = at.token_tree() {
            if let Some((inside, ..)) = at.any_group() {
                self.tokens(inside);
            }
            let Some((first, mut after)) = at.ident() else {
                let is_path = at.punct().is_some_and(|(sign, _)| sign.as_char() == ':');
                let is_double =
                    is_path && next.punct().is_some_and(|(sign, _)| sign.as_char() == ':');
                goes_on = token.to_string() == "." || is_double || (is_path && goes_on);
                at = next;
                continue;
            };
            let mut path = vec![first.to_string()];
            while let Some((word, next)) = joined(after) {
                path.push(word);
                after = next;
            }
            let is_type = path[0].starts_with(|c: char| c.is_ascii_uppercase());
            if !goes_on && (path.len() > 1 || is_type) {
                self.push(path, Use::Path);
            }
            (goes_on, at) = (false, after);
        }
    }
}

/// The word after `::`.
fn joined(at: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    let (first, at) = at.punct()?;
    let (second, at) = at.punct()?;
    let (word, at) = at.ident()?;
    (first.as_char() == ':' && second.as_char() == ':').then(|| (word.to_string(), at))
}

/// Whether an item with these attributes is built only for tests.
fn are_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            list.parse_args().is_ok_and(|meta| needs_test(&meta))
        }
        _ => false,
    })
}

fn needs_test(meta: &Meta) -> bool {
    let Meta::List(list) = meta else {
        return meta.path().is_ident("test");
    };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, syn::Token![,]>::parse_terminated)
    else {
        return false;
    };
    match list.path.get_ident().map(ToString::to_string).as_deref() {
        Some("all") => parts.iter().any(needs_test),
        Some("any") => parts.iter().all(needs_test),
        _ => false,
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        self.within(attributes(item), |reader| match item {
            Item::Use(item) => reader.import(item),
            _ => visit::visit_item(reader, item),
        });
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs[..],
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => &[],
        };
        self.within(attributes, |reader| visit::visit_impl_item(reader, item));
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes = match item {
            TraitItem::Const(item) => &item.attrs[..],
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            TraitItem::Macro(item) => &item.attrs,
            _ => &[],
        };
        self.within(attributes, |reader| visit::visit_trait_item(reader, item));
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.within(&field.attrs, |reader| visit::visit_field(reader, field));
    }

    fn visit_local(&mut self, local: &'ast Local) {
        self.within(&local.attrs, |reader| visit::visit_local(reader, local));
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let words = path.segments.iter().map(|part| part.ident.to_string());
        self.push(words.collect(), Use::Path);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        let words = called.path.segments.iter();
        self.push(
            words.map(|part| part.ident.to_string()).collect(),
            Use::Macro,
        );
        self.tokens(TokenBuffer::new2(called.tokens.clone()).begin());
    }

    /// An item's visibility is not a use of a name.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    /// Paths in an attribute, bare or as text, as in `serde` attributes; derived code comes from
    /// libraries.
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let path = attribute.path();
        if ["doc", "derive", "cfg"]
            .iter()
            .any(|name| path.is_ident(name))
        {
            return;
        }
        if let Meta::List(list) = &attribute.meta {
            let buffer = TokenBuffer::new2(list.tokens.clone());
            self.tokens(buffer.begin());
            let mut at = buffer.begin();
            while let Some((token, next)) = at.token_tree() {
                if let Ok(path) = syn::parse_str::<syn::LitStr>(&token.to_string())
                    .and_then(|text| text.parse::<Path>())
                    && path.segments.len() > 1
                {
                    self.visit_path(&path);
                }
                at = next;
            }
        }
    }
}
