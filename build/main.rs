//! Gives the program the digests of its own sources.

mod digests;

use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::current_dir()?;
    for input in digests::INPUTS.iter().chain(&["kb"]) {
        println!("cargo:rerun-if-changed={input}");
    }
    let digests = digests::of(&root)?;
    println!("cargo:rustc-env=FIXPATH_INDEX_DIGEST={}", digests.index);
    println!("cargo:rustc-env=FIXPATH_PAGES_DIGEST={}", digests.pages);
    Ok(())
}
