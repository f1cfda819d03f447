//! Names of event sources: the well-known ones, and what others look like.

use std::{collections::HashSet, sync::LazyLock};

use crate::evidence::fold_source;

/// Sources of Windows and its server products, as Event Viewer shows them, separated by bars. A
/// name that looks like a source ([`looks_like_source`]) needs no entry.
const KNOWN: &str = "acpi|active directory certificate services|active server pages\
    |adfs|application error|application hang|application management\
    |application popup|asp.net|atapi|autochk|autoenrollment|backup exec|bits|bowser\
    |browser|certificate services client|certsvc|chkdsk|cluster|clussvc|com+\
    |cdrom|crypt32|cryptsvc|dcom|desktop window manager|device setup manager\
    |dfs|dfs replication|dhcp|dhcp client|dhcp server|dhcpserver|directory service\
    |disk|distributed link tracking|dlc|dns|dns client events|dns server|dnsapi\
    |drwatson|edb|ese|ese97|event log|eventlog|eventsystem|fax|fax service\
    |file replication service|folder redirection|ftdisk|ftpsvc|group policy\
    |grouppolicy|health service|hyper-v|ias|iis|imc|internet explorer|ipsec\
    |isa server|jet|kdc|kerberos|kernel general|kernel power|kernel pnp|license service\
    |lsasrv|lsa|memory diagnostics|microsoft fax|microsoft firewall|microsoft office\
    |microsoft antimalware|microsoft security client|microsoft web proxy|mrxsmb|msdtc\
    |msftpsvc|msgsys|msi installer|msiinstaller|netbt|netlogon|network policy server|ntbackup|ntds\
    |ntds general|ntds kcc|ntds replication|ntfrs|ntfs|ntservicepack|ntvdm|nwrdr|offline files\
    |parallel|partmgr|perfctrs|perfdisk|perflib|perfnet|perfos|perfproc|perfstringbackup\
    |plugplaymanager|policyagent|power troubleshooter|print|printservice|profsvc|ras|rasclient|rasctrs|rasman\
    |rdr|remote access|remoteaccess|removable storage service|replicator|resource exhaustion detector\
    |router|sam|save dump|sceclt|scecli|schannel|schedule|secedit|security|security center\
    |security spp|serial|server|service control manager|side by side|sidebyside|smb|smtpsvc|sna server\
    |sna base service|sna host security|snmp|software protection|software restriction policies|spooler\
    |sql agent|sql server|sql server agent|sqlserveragent|sqlagent|srv|storage spaces|storport|system\
    |system error|system restore|tapisrv|task scheduler|taskscheduler|tcpip|tcp/ip|terminal services\
    |termdd|termservice|time service|time-service|timeserv|transaction server|user32|user profile service\
    |user profiles service|userenv|vds basic provider|virtual disk service|vmware tools|volmgr|volsnap\
    |vss|wer|wer-systemerrorreporting|windows backup|windows defender|windows error reporting\
    |windows file protection|windows firewall|windows hello|windows installer|windows remote management|windows search\
    |windows search service|windows server update services|windows update agent|windows update client\
    |wininit|winlogon|winmgmt|winrm|wins|winsock|winsrv|wlbs|wmi|wmi activity|workstation|wsus|wudf";

/// More words than any known name has.
const MAX_WORDS: usize = 5;

static NAMES: LazyLock<HashSet<String>> =
    LazyLock::new(|| KNOWN.split('|').map(fold_source).collect());

/// Whether this source is well known.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.contains(&fold_source(name))
}

/// Whether a name is certainly a source: a known one, or one that looks like a name that
/// programmers choose.
pub(super) fn is_source(name: &str) -> bool {
    let first = name.split_whitespace().next().unwrap_or_default();
    looks_like_source(first) || is_known(name)
}

/// Whether a word looks like a name that a programmer chose: capitals inside (`MSExchangeIS`), a
/// digit after letters (`W3SVC`), or parts joined by dashes (`Microsoft-Windows-Kernel`).
pub(super) fn looks_like_source(word: &str) -> bool {
    let bytes = word.as_bytes();
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_/+$".contains(byte);
    if word.len() < 4 || !bytes.iter().all(fits) {
        return false;
    }
    let pairs = || bytes.windows(2);
    let inside = pairs().any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    let first = bytes.first().is_some_and(u8::is_ascii_uppercase);
    let capitals = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let head = capitals >= 3 && bytes.iter().any(u8::is_ascii_lowercase);
    let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digit =
        letters >= 2 && pairs().any(|p| p[0].is_ascii_alphabetic() && p[1].is_ascii_digit());
    let dashes = word.matches('-').count() >= 2 && first;
    inside || head || digit || dashes
}

/// The length of the longest known name at the beginning of a text.
pub(super) fn length_at_start(text: &str) -> Option<usize> {
    let mut found = None;
    let mut end = 0;
    for word in text.split_inclusive(' ').take(MAX_WORDS) {
        let bare = word.trim_end_matches(' ');
        let name = text.get(..end + bare.len())?;
        if bare.ends_with(|c: char| c.is_alphanumeric() || c == '+') && is_known(name) {
            found = Some(name.len());
        }
        end += word.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sources_are_distinguished_from_other_words() {
        for name in [
            "MSExchangeIS Private",
            "W3SVC",
            "NETLOGON",
            "disk",
            "Service Control Manager",
            "Microsoft-Windows-Kernel-Power",
            "e1iexpress",
            "vmStatsProvider",
        ] {
            assert!(is_source(name), "{name}");
        }
        for name in [
            "Marketing",
            "Berlin",
            "HR",
            "the team",
            "2024",
            "New York",
            "",
        ] {
            assert!(!is_source(name), "{name}");
        }
    }

    #[test]
    fn the_longest_known_name_counts() {
        for (text, length) in [
            ("Service Control Manager The lamp", Some(23)),
            ("DNS Server is down", Some(10)),
            ("disk", Some(4)),
            ("Lamp Control", None),
            ("", None),
        ] {
            assert_eq!(length_at_start(text), length, "{text}");
        }
    }
}
