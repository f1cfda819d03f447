//! The file system that a path is on.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// File systems whose files are on another machine.
const NETWORK: &[&str] = &[
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "fuse.ceph",
    "fuse.davfs2",
    "fuse.gcsfuse",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "prl_fs",
    "smb2",
    "smb3",
    "smbfs",
    "vboxsf",
];

/// A mounted file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Where it is mounted.
    pub point: PathBuf,
    /// The kind of file system, such as `ext4`.
    pub kind: String,
    /// What is mounted, such as `/dev/sda1` or `server:/export`.
    pub source: String,
}

impl Mount {
    /// The mount that a path is on, or will be on once it is made.
    pub fn of(path: &Path) -> Option<Self> {
        let table = fs::read_to_string("/proc/self/mountinfo").ok()?;
        Self::in_table(&table, &existing(path)?)
    }

    /// Whether its files are on another machine.
    pub fn is_network(&self) -> bool {
        NETWORK.contains(&&*self.kind)
    }

    /// The mount of an absolute path in a table such as `/proc/self/mountinfo`.
    fn in_table(table: &str, path: &Path) -> Option<Self> {
        let mounts = table.lines().filter_map(Self::parse);
        // Of two mounts on the same folder, the later one covers the other.
        mounts
            .filter(|mount| path.starts_with(&mount.point))
            .max_by_key(|mount| mount.point.components().count())
    }

    /// Reads `36 35 98:0 /root /point options [tags] - kind source options`.
    fn parse(line: &str) -> Option<Self> {
        let (place, what) = line.split_once(" - ")?;
        let mut what = what.split(' ');
        Some(Self {
            point: PathBuf::from(unescaped(place.split(' ').nth(4)?)),
            kind: what.next()?.to_owned(),
            source: unescaped(what.next()?),
        })
    }
}

/// The path without links; while it does not exist, that of the nearest folder above it that does.
pub fn existing(path: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(path).ok()?;
    let mut above = whole.ancestors();
    above.find_map(|path| path.canonicalize().ok())
}

/// Spaces and line breaks in names are written as octal numbers (`\040`).
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3);
        match code.and_then(|code| u8::from_str_radix(code, 8).ok()) {
            Some(code) => {
                whole.push(char::from(code));
                whole.push_str(part.get(3..).unwrap_or_default());
            }
            None => {
                whole.push('\\');
                whole.push_str(part);
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw
30 22 0:26 / /srv rw - nfs4 files.example.com:/export rw,vers=4.2
31 30 0:27 / /srv/local\\040disk rw,noatime - xfs /dev/sdb1 rw
32 22 0:28 / /mnt rw - fuse.sshfs ann@host:/home rw
33 22 0:29 / /mnt rw master:2 - tmpfs tmpfs rw
";

    #[test]
    fn the_innermost_and_last_mount_counts() {
        for (path, kind, is_network) in [
            ("/var/cache/fixpath", "ext4", false),
            ("/srv/kb", "nfs4", true),
            ("/srv", "nfs4", true),
            ("/srvs", "ext4", false),
            ("/srv/local disk/data", "xfs", false),
            ("/mnt/x", "tmpfs", false),
        ] {
            let mount = Mount::in_table(TABLE, Path::new(path)).unwrap();
            assert_eq!(
                (&*mount.kind, mount.is_network()),
                (kind, is_network),
                "{path}"
            );
        }
        let nfs = Mount::in_table(TABLE, Path::new("/srv/kb")).unwrap();
        assert_eq!(nfs.source, "files.example.com:/export");
    }

    #[test]
    fn a_folder_to_be_made_is_on_the_mount_of_those_above() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("a/b/c");
        assert_eq!(existing(&missing), folder.path().canonicalize().ok());
    }
}
