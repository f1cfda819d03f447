//! Values stored on disk with a checksum that also covers the digest of the indexing code, so that
//! neither damaged values nor those of another build are accepted.

use std::{fs, path::Path};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    error::SnapshotError,
    files::{io_error, write_whole},
};

/// The digest of all code that reads and indexes: after any change to that code, the index is
/// rebuilt.
const INDEX_DIGEST: &str = env!("FIXPATH_INDEX_DIGEST");

/// The length in bytes of the checksum at the end of a file.
const CHECKSUM: usize = 32;

/// Reads what [`write_checked`] wrote.
pub(super) fn read_checked<T: DeserializeOwned>(path: &Path) -> Result<T, SnapshotError> {
    let bytes = fs::read(path).map_err(io_error("can't read", path))?;
    let unusable = |why: &str| SnapshotError::Unusable(why.to_owned());
    let at = bytes
        .len()
        .checked_sub(CHECKSUM)
        .ok_or_else(|| unusable("the file is truncated"))?;
    let (body, checksum) = bytes.split_at(at);
    if hash_of(body).as_slice() != checksum {
        return Err(unusable(
            "the file fails its checksum or was written by another build",
        ));
    }
    postcard::from_bytes(body).map_err(|error| SnapshotError::Unusable(error.to_string()))
}

/// Writes a value with a checksum.
pub(super) fn write_checked(path: &Path, value: &impl Serialize) -> Result<(), SnapshotError> {
    let mut bytes =
        postcard::to_stdvec(value).map_err(|error| SnapshotError::Unusable(error.to_string()))?;
    let checksum = hash_of(&bytes);
    bytes.extend(checksum);
    write_whole(path, &bytes)
}

/// A hasher that includes the digest of the indexing code, so that values of another build are not
/// accepted.
pub(super) fn hasher() -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.update(INDEX_DIGEST.as_bytes());
    hasher
}

fn hash_of(bytes: &[u8]) -> [u8; CHECKSUM] {
    *hasher().update(bytes).finalize().as_bytes()
}
