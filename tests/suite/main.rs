//! The one test binary: what the parts do together. What a part does alone is tested beside its code.

mod archive;
mod browser;
mod portal;
mod rules;
mod site;
mod walk;
