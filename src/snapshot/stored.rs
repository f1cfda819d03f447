//! Opens the generations of a data folder.

use std::{fs, path::Path};

use super::{
    checksum::read_checked,
    error::SnapshotError,
    files::{INDEX, NEWEST_PROBLEMS, TABLES, part_for},
    generation::Snapshot,
    guard::guarded,
    guides::LastGood,
    tables::Tables,
};
use crate::{audience::Audience, layer::Layer, search::Index};

/// The folder, beside the generations, with the last good revisions of guides.
const GUIDES: &str = "guides";

/// The file with the name of the last good generation.
pub(super) const CURRENT: &str = "current";

/// The last good generation of these layers for this audience in the data folder `root`; `None` if
/// there is none that this build can use. Its index is not verified, see [`Snapshot::verify`].
/// Needs no lock, because a generation never changes.
pub fn last_good(root: &Path, layers: &[Layer], audience: Audience) -> Option<Snapshot> {
    let root = &part_for(root, audience);
    let name = &current_name(root)?;
    match open_generation(root, name, layers, audience, true) {
        Ok(snapshot) => Some(snapshot),
        Err(error) => {
            tracing::warn!("{error}; it will be rebuilt");
            None
        }
    }
}

/// The same for somebody who only looks, or follows another process: nothing is written, and
/// nothing is wrong if the data folder is read-only.
///
/// # Errors
///
/// There is no generation, or this build can't use it.
pub fn look_at(
    root: &Path,
    layers: &[Layer],
    audience: Audience,
) -> Result<Snapshot, SnapshotError> {
    let root = &part_for(root, audience);
    let name = current_name(root).ok_or_else(|| {
        let root = root.display();
        SnapshotError::Unusable(format!("{root} has no generation yet"))
    })?;
    open_generation(root, &name, layers, audience, false)
}

/// The name of the current generation in a part of a data folder.
pub(super) fn current_name(root: &Path) -> Option<String> {
    let name = fs::read_to_string(root.join(CURRENT)).ok()?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_name.then(|| name.to_owned())
}

/// Opens a generation. Only in a data folder that is ours, the last good revisions of its guides
/// are stored.
pub(super) fn open_generation(
    root: &Path,
    name: &str,
    layers: &[Layer],
    audience: Audience,
    is_ours: bool,
) -> Result<Snapshot, SnapshotError> {
    let folder = root.join("generations").join(name);
    let unusable = |why: &str| SnapshotError::Unusable(why.to_owned());
    let tables: Tables = read_checked(&folder.join(TABLES))?;
    if tables.layers != layers.iter().map(Layer::identity).collect::<Vec<_>>() {
        return Err(unusable("it was built from other folders"));
    }
    if tables.audience != audience {
        return Err(unusable("it was built for other people"));
    }
    // If there are no stored problems, the guides are checked against articles that are looked up
    // in the index.
    let newest_problems = read_checked(&folder.join(NEWEST_PROBLEMS)).ok();
    guarded(|| {
        let index = Index::open(&folder.join(INDEX))?;
        if index.len() != tables.library.len() as u64 {
            return Err(unusable("the index and the tables differ in length"));
        }
        Ok(Snapshot::new(
            name.to_owned(),
            tables,
            index,
            layers.to_vec(),
            &folder,
            LastGood {
                folder: &root.join(GUIDES),
                is_written: is_ours,
            },
            newest_problems,
        ))
    })
}
