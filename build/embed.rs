//! The files of a folder as a table in the program, so that it runs from one file alone.

use std::{fmt::Write as _, fs, io, path::Path};

/// The source of a table of all files in `folder` and below: each path in it, with `/` between its
/// names, and the file's bytes, sorted by path.
pub fn table(folder: &Path) -> io::Result<String> {
    let mut paths = Vec::new();
    list(folder, "", &mut paths)?;
    paths.sort();
    let mut source = "&[\n".to_owned();
    for path in paths {
        let file = folder.join(&path);
        writeln!(source, "({path:?}, include_bytes!({file:?})),").map_err(io::Error::other)?;
    }
    source.push_str("]\n");
    Ok(source)
}

/// Adds the paths of the files in `folder`, each after `prefix`.
fn list(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or(io::ErrorKind::InvalidData)?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{prefix}{name}/"), paths)?;
        } else {
            paths.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
