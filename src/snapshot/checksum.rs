//! Values stored on disk under a checksum that includes the program, so that neither damaged
//! values nor those of another program are accepted.

use std::{fs, path::Path};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    error::SnapshotError,
    files::{io_error, write_whole},
};

/// The digest of all code that reads and indexes: a program with any change in it rebuilds.
const PROGRAM: &str = env!("FIXPATH_INDEX_DIGEST");

/// The length in bytes of the checksum at the end of the tables.
const CHECKSUM: usize = 32;

/// Reads what [`write_checked`] wrote.
pub(super) fn read_checked<T: DeserializeOwned>(path: &Path) -> Result<T, SnapshotError> {
    let bytes = fs::read(path).map_err(io_error("can't read", path))?;
    let unusable = |why: &str| SnapshotError::Unusable(why.to_owned());
    let at = bytes
        .len()
        .checked_sub(CHECKSUM)
        .ok_or_else(|| unusable("the tables are truncated"))?;
    let (body, checksum) = bytes.split_at(at);
    if hash_of(body).as_slice() != checksum {
        return Err(unusable(
            "the tables fail their checksum or were written by another build",
        ));
    }
    postcard::from_bytes(body).map_err(|error| SnapshotError::Unusable(error.to_string()))
}

/// Writes a value under a checksum.
pub(super) fn write_checked(path: &Path, value: &impl Serialize) -> Result<(), SnapshotError> {
    let mut bytes =
        postcard::to_stdvec(value).map_err(|error| SnapshotError::Unusable(error.to_string()))?;
    let checksum = hash_of(&bytes);
    bytes.extend(checksum);
    write_whole(path, &bytes)
}

/// A hasher that includes the program, so that values of another program are not accepted.
pub(super) fn hasher() -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.update(PROGRAM.as_bytes());
    hasher
}

fn hash_of(bytes: &[u8]) -> [u8; CHECKSUM] {
    *hasher().update(bytes).finalize().as_bytes()
}
