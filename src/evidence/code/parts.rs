//! The parts of a 32-bit status, by its kind: HRESULT, NTSTATUS or another.

use super::model::{Code, Family};

/// Facilities of an HRESULT, as `winerror.h` numbers them.
const HRESULT_FACILITIES: &[(u32, &str)] = &[
    (0, "general"),
    (1, "remote procedure calls"),
    (2, "OLE Automation"),
    (3, "storage"),
    (4, "its own interface"),
    (7, "Win32"),
    (8, "Windows"),
    (9, "security and cryptography"),
    (10, "scripting and Visual Basic"),
    (11, "certificates"),
    (12, "Internet"),
    (13, "media"),
    (14, "Message Queuing"),
    (15, "setup and device installation"),
    (16, "smart cards"),
    (17, "COM+"),
    (19, ".NET"),
    (21, "DirectPlay"),
    (23, "side-by-side assemblies"),
    (24, "Windows CE"),
    (25, "HTTP"),
    (31, "filter manager"),
    (32, "background transfer"),
    (33, "configuration"),
    (34, "state management"),
    (35, "metadirectory"),
    (36, "Windows Update"),
    (37, "directory service"),
    (40, "TPM"),
    (49, "BitLocker"),
    (2185, "audio"),
];

/// Facilities of an NTSTATUS, as `ntstatus.h` numbers them.
const NTSTATUS_FACILITIES: &[(u32, &str)] = &[
    (0, "general"),
    (1, "debugger"),
    (2, "remote procedure calls, run time"),
    (3, "remote procedure calls, stubs"),
    (4, "input and output"),
    (10, "terminal services"),
    (16, "USB"),
    (17, "human interface devices"),
    (18, "FireWire"),
    (19, "cluster"),
    (20, "ACPI"),
    (21, "side-by-side assemblies"),
    (25, "transactions"),
    (26, "common log"),
];

/// The layout of a 32-bit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Hresult,
    Ntstatus,
    Exchange,
    /// An exception that a program raised with a number of its own.
    Exception,
    /// Message identifiers and others; the top bits are laid out as in an NTSTATUS.
    Other,
}

/// The fields of a 32-bit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// The whole value.
    pub value: u32,
    /// `success` or `failure` for an HRESULT, which has one bit for it; `success`, `information`,
    /// `warning` or `error` for an NTSTATUS and the others, which have two.
    pub severity: &'static str,
    /// The part of the system that it comes from (7 is Win32 in an HRESULT).
    pub facility: u32,
    /// The name of that part of the system, if known.
    pub facility_name: Option<&'static str>,
    /// The number within the facility: the low 16 bits.
    pub number: u32,
}

impl Code {
    /// The fields of a 32-bit status; `None` for other families.
    pub fn parts(&self) -> Option<Parts> {
        let value = self.bits().filter(|_| self.family == Family::Status)?;
        let layout = self.layout();
        let severity = match (layout, value >> 30) {
            (Layout::Hresult, 0 | 1) => "success",
            (Layout::Hresult, _) => "failure",
            (_, 0) => "success",
            (_, 1) => "information",
            (_, 2) => "warning",
            _ => "error",
        };
        let facility = (value >> 16) & 0x0FFF;
        let names = match layout {
            // An NTSTATUS passed on as an HRESULT keeps its facility.
            Layout::Hresult if value >> 28 == 0xD => NTSTATUS_FACILITIES,
            Layout::Hresult => HRESULT_FACILITIES,
            Layout::Ntstatus => NTSTATUS_FACILITIES,
            _ => &[],
        };
        let named = names.iter().find(|(number, _)| *number == facility);
        Some(Parts {
            value,
            severity,
            facility,
            facility_name: named.map(|(_, name)| *name),
            number: value & 0xFFFF,
        })
    }

    /// What people call a code of this kind (`HRESULT`).
    pub fn kind(&self) -> &'static str {
        match self.family {
            Family::Stop => "STOP code",
            Family::Status => match self.layout() {
                Layout::Hresult => "HRESULT",
                Layout::Ntstatus => "NTSTATUS",
                Layout::Exchange => "Exchange code",
                Layout::Exception => "Exception code",
                Layout::Other => "Status value",
            },
            Family::Win32 => "Win32 error",
            Family::Jet => "JET error",
            Family::Build => "Compiler or linker error",
            Family::Runtime => "Visual Basic run-time error",
            Family::Result => "Result code",
            Family::Fault => "Fault in a module",
            Family::Http => "HTTP status",
            Family::Smtp => "Mail delivery status",
            Family::Entra => "Microsoft Entra sign-in error",
            Family::Kerberos => "Kerberos failure code",
        }
    }

    fn layout(&self) -> Layout {
        let value = self.bits().unwrap_or_default();
        let (high, low) = (value >> 16, value & 0xFFFF);
        match high {
            // NTSTATUS warnings have small numbers, E_NOTIMPL and its like larger ones.
            0x8000 if low < 0x4000 => Layout::Ntstatus,
            0x8000..=0x8FFF => Layout::Hresult,
            // An NTSTATUS passed on as an HRESULT.
            0xD000..=0xD0FF => Layout::Hresult,
            // Those of media, graphics and licensing have the top bits of an NTSTATUS, but are
            // HRESULTs.
            0xC00D | 0xC026 => Layout::Hresult,
            0xC004 if low >= 0x8000 => Layout::Hresult,
            0x4000 | 0x4001 => Layout::Ntstatus,
            0xC000..=0xC003 | 0xC00A | 0xC010..=0xC023 => Layout::Ntstatus,
            0xC101..=0xC104 => Layout::Exchange,
            0xE000..=0xEFFF => Layout::Exception,
            // A success code that has a name in the headers; any other value may be an address.
            0x0001..=0x0FFF if !self.listed().is_empty() => Layout::Hresult,
            _ => Layout::Other,
        }
    }

    /// The ID of the service's own event that a service-specific error has in its low word
    /// (`3221487623` = C0040007 → 7).
    pub fn service_event(&self) -> Option<u32> {
        let parts = self.parts()?;
        // Facility 4, which services use, or none.
        let is_message = matches!(parts.value >> 16, 0xC004 | 0x8004 | 0xC000 | 0x4004);
        (is_message && parts.number > 0).then_some(parts.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_and_facility_follow_the_kind() {
        for (value, expect) in [
            ("80004005", "HRESULT, failure, 0 (general)"),
            ("80070005", "HRESULT, failure, 7 (Win32)"),
            ("80240022", "HRESULT, failure, 36 (Windows Update)"),
            ("80131500", "HRESULT, failure, 19 (.NET)"),
            ("00041301", "HRESULT, success, 4 (its own interface)"),
            ("88890004", "HRESULT, failure, 2185 (audio)"),
            ("c004f074", "HRESULT, failure, 4 (its own interface)"),
            ("d0000022", "HRESULT, failure, 0 (general)"),
            ("c0000005", "NTSTATUS, error, 0 (general)"),
            ("c0000374", "NTSTATUS, error, 0 (general)"),
            ("80000003", "NTSTATUS, warning, 0 (general)"),
            ("40000015", "NTSTATUS, information, 0 (general)"),
            (
                "c0020017",
                "NTSTATUS, error, 2 (remote procedure calls, run time)",
            ),
            ("c0040007", "Status value, error, 4"),
            ("00123456", "Status value, success, 18"),
            ("c1030b11", "Exchange code, error, 259"),
            ("e0434352", "Exception code, error, 67"),
            ("e06d7363", "Exception code, error, 109"),
        ] {
            let code = Code::number(Family::Status, value);
            let parts = code.parts().unwrap();
            let name = parts.facility_name.map(|name| format!(" ({name})"));
            let shown = format!(
                "{}, {}, {}{}",
                code.kind(),
                parts.severity,
                parts.facility,
                name.unwrap_or_default()
            );
            assert_eq!(shown, expect, "{value}");
        }
        assert_eq!(Code::number(Family::Win32, 5).parts(), None);
    }
}
