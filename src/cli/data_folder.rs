//! Opens the data folder for a command, and says what to do if that fails.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow};

use super::system::{
    account,
    mount::{self, Mount},
};
use crate::{
    audience::Audience,
    snapshot::{DataFolder, SnapshotError},
};

/// Opens and locks the data folder.
///
/// # Errors
///
/// If it can't be written or another process uses it; the error says what to do.
pub fn open(root: &Path, audience: Audience) -> Result<DataFolder> {
    DataFolder::open(root, audience).map_err(|error| explained(error, root))
}

/// The error of a data folder, with what to do about it.
pub fn explained(error: SnapshotError, root: &Path) -> anyhow::Error {
    let SnapshotError::Io { error: cause, .. } = &error else {
        return error.into();
    };
    let (shown, existing) = (root.display(), mount::existing(root));
    match cause.kind() {
        ErrorKind::PermissionDenied => {
            let existing = existing.unwrap_or_else(|| root.to_owned());
            let owner = account::owner_of(&existing).unwrap_or_else(|| "somebody else".to_owned());
            let user = account::own_name().unwrap_or_else(|| "another user".to_owned());
            anyhow!(
                "the data folder {shown} can't be written: {} belongs to {owner}, and Fixpath runs as {user}; \
                 choose another folder with --data, or give {user} one: `install -d -o {user} {shown}`",
                existing.display()
            )
        }
        ErrorKind::ReadOnlyFilesystem => anyhow!(
            "the data folder {shown} is on a file system that is mounted read-only; choose another folder with \
             --data (under systemd, one that CacheDirectory= or ReadWritePaths= makes writable)"
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            anyhow!(
                "the disk of the data folder {shown} is full; free some space, or choose another folder with --data"
            )
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            let file = existing
                .filter(|path| !path.is_dir())
                .unwrap_or_else(|| PathBuf::from(root));
            anyhow!(
                "the data folder can't be {shown}: {} is a file; choose a folder with --data",
                file.display()
            )
        }
        _ => anyhow!("{error}; choose another data folder with --data"),
    }
}

/// A warning if a folder or file of Fixpath's own is on another machine. `what` is what people call
/// it, and `setting` is the flag that moves it.
pub fn remote(path: &Path, what: &str, setting: &str) -> Option<String> {
    Mount::of(path).and_then(|mount| remote_on(&mount, path, what, setting))
}

fn remote_on(mount: &Mount, path: &Path, what: &str, setting: &str) -> Option<String> {
    mount.is_network().then(|| format!(
        "{what} {} is on a network mount ({}, {}): if the server of the mount fails, pages fail with it, and locks \
         may not hold; choose a place on a local disk with {setting}",
        path.display(),
        mount.kind,
        mount.source
    ))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn what_fails_in_the_data_folder_says_what_to_do() {
        for (kind, expect) in [
            (ErrorKind::PermissionDenied, "belongs to"),
            (
                ErrorKind::ReadOnlyFilesystem,
                "mounted read-only; choose another folder with --data",
            ),
            (ErrorKind::StorageFull, "is full; free some space"),
            (
                ErrorKind::NotADirectory,
                "is a file; choose a folder with --data",
            ),
            (ErrorKind::Other, "choose another data folder with --data"),
        ] {
            let error = SnapshotError::Io {
                what: "can't write",
                path: "/srv/data/lock".to_owned(),
                error: io::Error::from(kind),
            };
            let said = explained(error, Path::new("/srv/data")).to_string();
            assert!(
                said.contains("/srv/data") && said.contains(expect),
                "{said}"
            );
        }
    }

    #[test]
    fn a_network_mount_is_named() {
        let mut mount = Mount {
            point: "/srv".into(),
            kind: "nfs4".to_owned(),
            source: "files.example.com:/export".to_owned(),
        };
        let said =
            |mount: &Mount| remote_on(mount, Path::new("/srv/data"), "the data folder", "--data");
        let text = said(&mount).unwrap();
        assert!(
            text.contains("/srv/data is on a network mount (nfs4, files.example.com:/export)"),
            "{text}"
        );
        assert!(
            text.ends_with("choose a place on a local disk with --data"),
            "{text}"
        );
        mount.kind = "ext4".to_owned();
        assert_eq!(said(&mount), None);
    }
}
