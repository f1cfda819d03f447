//! Gives the program the digests of its own sources, and embeds its files.

mod digests;
mod embed;

use std::{env, error::Error, fs, path::PathBuf};

/// Folders that are embedded in the program.
const CARRIED: [&str; 2] = ["kb", "static"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::current_dir()?;
    for input in digests::INPUTS.iter().chain(&CARRIED) {
        println!("cargo:rerun-if-changed={input}");
    }
    let digests = digests::of(&root)?;
    println!("cargo:rustc-env=FIXPATH_INDEX_DIGEST={}", digests.index);
    println!("cargo:rustc-env=FIXPATH_PAGES_DIGEST={}", digests.pages);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    for folder in CARRIED {
        let table = embed::table(&root.join(folder))?;
        fs::write(out.join(format!("carried_{folder}.rs")), table)?;
    }
    Ok(())
}
