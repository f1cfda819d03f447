//! Symbolic names of common codes: a person may type `E_FAIL` where the box says `80004005`.

use super::{Code, Family};

const STATUS: &[(&str, u32)] = &[
    ("E_NOTIMPL", 0x8000_4001),
    ("E_NOINTERFACE", 0x8000_4002),
    ("E_POINTER", 0x8000_4003),
    ("E_ABORT", 0x8000_4004),
    ("E_FAIL", 0x8000_4005),
    ("E_UNEXPECTED", 0x8000_FFFF),
    ("E_ACCESSDENIED", 0x8007_0005),
    ("E_HANDLE", 0x8007_0006),
    ("E_OUTOFMEMORY", 0x8007_000E),
    ("E_INVALIDARG", 0x8007_0057),
    ("CLASS_E_NOAGGREGATION", 0x8004_0110),
    ("CLASS_E_CLASSNOTAVAILABLE", 0x8004_0111),
    ("REGDB_E_CLASSNOTREG", 0x8004_0154),
    ("CO_E_NOTINITIALIZED", 0x8004_01F0),
    ("CO_E_CLASSSTRING", 0x8004_01F3),
    ("CO_E_SERVER_EXEC_FAILURE", 0x8008_0005),
    ("RPC_E_SERVERFAULT", 0x8001_0105),
    ("RPC_E_DISCONNECTED", 0x8001_0108),
    ("RPC_E_WRONG_THREAD", 0x8001_010E),
    ("DISP_E_MEMBERNOTFOUND", 0x8002_0003),
    ("DISP_E_TYPEMISMATCH", 0x8002_0005),
    ("DISP_E_UNKNOWNNAME", 0x8002_0006),
    ("DISP_E_EXCEPTION", 0x8002_0009),
    ("TYPE_E_LIBNOTREGISTERED", 0x8002_801D),
    ("TYPE_E_CANTLOADLIBRARY", 0x8002_9C4A),
    ("MAPI_E_NO_SUPPORT", 0x8004_0102),
    ("MAPI_E_NO_ACCESS", 0x8007_0005),
    ("MAPI_E_NOT_FOUND", 0x8004_010F),
    ("MAPI_E_LOGON_FAILED", 0x8004_0111),
    ("MAPI_E_NETWORK_ERROR", 0x8004_0115),
    ("MAPI_E_FAILONEPROVIDER", 0x8004_011D),
    ("MAPI_E_CORRUPT_STORE", 0x8004_0600),
    ("STATUS_ACCESS_VIOLATION", 0xC000_0005),
    ("STATUS_IN_PAGE_ERROR", 0xC000_0006),
    ("STATUS_NO_MEMORY", 0xC000_0017),
    ("STATUS_ACCESS_DENIED", 0xC000_0022),
    ("STATUS_OBJECT_NAME_NOT_FOUND", 0xC000_0034),
    ("STATUS_NO_SUCH_USER", 0xC000_0064),
    ("STATUS_WRONG_PASSWORD", 0xC000_006A),
    ("STATUS_LOGON_FAILURE", 0xC000_006D),
    ("STATUS_INSUFFICIENT_RESOURCES", 0xC000_009A),
    ("STATUS_DLL_NOT_FOUND", 0xC000_0135),
    ("STATUS_DLL_INIT_FAILED", 0xC000_0142),
];

const WIN32: &[(&str, u32)] = &[
    ("ERROR_FILE_NOT_FOUND", 2),
    ("ERROR_PATH_NOT_FOUND", 3),
    ("ERROR_ACCESS_DENIED", 5),
    ("ERROR_INVALID_HANDLE", 6),
    ("ERROR_NOT_ENOUGH_MEMORY", 8),
    ("ERROR_SHARING_VIOLATION", 32),
    ("ERROR_BAD_NETPATH", 53),
    ("ERROR_NETWORK_ACCESS_DENIED", 65),
    ("ERROR_BAD_NET_NAME", 67),
    ("ERROR_INVALID_PARAMETER", 87),
    ("ERROR_DISK_FULL", 112),
    ("ERROR_MOD_NOT_FOUND", 126),
    ("ERROR_PROC_NOT_FOUND", 127),
    ("ERROR_ALREADY_EXISTS", 183),
    ("ERROR_MORE_DATA", 234),
    ("ERROR_SERVICE_REQUEST_TIMEOUT", 1053),
    ("ERROR_SERVICE_LOGON_FAILED", 1069),
    ("ERROR_SERVICE_DEPENDENCY_FAIL", 1068),
    ("ERROR_SERVICE_DISABLED", 1058),
    ("ERROR_SERVICE_SPECIFIC_ERROR", 1066),
    ("ERROR_LOGON_FAILURE", 1326),
    ("ERROR_NO_LOGON_SERVERS", 1311),
    ("RPC_S_SERVER_UNAVAILABLE", 1722),
    ("RPC_S_CALL_FAILED", 1726),
    ("EPT_S_NOT_REGISTERED", 1753),
];

const JET: &[(&str, i32)] = &[
    ("JET_errRfsFailure", -100),
    ("JET_errOutOfThreads", -103),
    ("JET_errTaskDropped", -106),
    ("JET_errInternalError", -107),
    ("JET_errDatabaseBufferDependenciesCorrupted", -255),
    ("JET_errLogFileCorrupt", -501),
    ("JET_errNoBackup", -520),
    ("JET_errBadLogVersion", -514),
    ("JET_errInvalidLogSequence", -515),
    ("JET_errLoggingDisabled", -516),
    ("JET_errLogBufferTooSmall", -517),
    ("JET_errBadLogSignature", -530),
    ("JET_errBadDbSignature", -531),
    ("JET_errBadCheckpointSignature", -532),
    ("JET_errCheckpointCorrupt", -533),
    ("JET_errMissingLogFile", -528),
    ("JET_errLogDiskFull", -529),
    ("JET_errDatabaseInconsistent", -550),
    ("JET_errConsistentTimeMismatch", -551),
    ("JET_errDatabasePatchFileMismatch", -552),
    ("JET_errInvalidParameter", -1003),
    ("JET_errOutOfMemory", -1011),
    ("JET_errReadVerifyFailure", -1018),
    ("JET_errPageNotInitialized", -1019),
    ("JET_errDiskIO", -1022),
    ("JET_errInvalidPath", -1023),
    ("JET_errFileAccessDenied", -1032),
    ("JET_errOutOfFileHandles", -1020),
    ("JET_errOutOfBuffers", -1014),
    ("JET_errRecordTooBig", -1026),
    ("JET_errTooManyOpenDatabases", -1027),
    ("JET_errInvalidDatabase", -1028),
    ("JET_errNotInitialized", -1029),
    ("JET_errOutOfCursors", -1013),
    ("JET_errTermInProgress", -1000),
    ("JET_errVersionStoreOutOfMemory", -1069),
    ("JET_errDatabaseDuplicate", -1201),
    ("JET_errDatabaseInUse", -1202),
    ("JET_errDatabaseNotFound", -1203),
    ("JET_errDatabaseInvalidName", -1204),
    ("JET_errDatabaseInvalidPages", -1205),
    ("JET_errDatabaseCorrupted", -1206),
    ("JET_errDatabaseLocked", -1207),
    ("JET_errPrimaryIndexCorrupted", -1413),
    ("JET_errSecondaryIndexCorrupted", -1414),
    ("JET_errObjectNotFound", -1305),
    ("JET_errInvalidObject", -1316),
    ("JET_errRecordNotFound", -1601),
    ("JET_errKeyDuplicate", -1605),
    ("JET_errNoCurrentRecord", -1603),
    ("JET_errWriteConflict", -1102),
    ("JET_errDiskFull", -1808),
    ("JET_errFileNotFound", -1811),
];

const STOP: &[(&str, u32)] = &[
    ("IRQL_NOT_LESS_OR_EQUAL", 0x0A),
    ("KMODE_EXCEPTION_NOT_HANDLED", 0x1E),
    ("NTFS_FILE_SYSTEM", 0x24),
    ("NO_MORE_SYSTEM_PTES", 0x3F),
    ("PAGE_FAULT_IN_NONPAGED_AREA", 0x50),
    ("REGISTRY_ERROR", 0x51),
    ("BAD_SYSTEM_CONFIG_INFO", 0x74),
    ("PROCESS1_INITIALIZATION_FAILED", 0x6B),
    ("KERNEL_STACK_INPAGE_ERROR", 0x77),
    ("KERNEL_DATA_INPAGE_ERROR", 0x7A),
    ("INACCESSIBLE_BOOT_DEVICE", 0x7B),
    ("UNEXPECTED_KERNEL_MODE_TRAP", 0x7F),
    ("NMI_HARDWARE_FAILURE", 0x80),
    ("MACHINE_CHECK_EXCEPTION", 0x9C),
    ("BAD_POOL_HEADER", 0x19),
    ("BAD_POOL_CALLER", 0xC2),
    ("DRIVER_IRQL_NOT_LESS_OR_EQUAL", 0xD1),
    ("STATUS_SYSTEM_PROCESS_TERMINATED", 0xC000_021A),
    ("STATUS_CANNOT_LOAD_REGISTRY_FILE", 0xC000_0218),
    ("STATUS_IMAGE_CHECKSUM_MISMATCH", 0xC000_0221),
];

/// The code that a symbolic name stands for, in any letter case.
pub(super) fn code_named(name: &str) -> Option<Code> {
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    STATUS
        .iter()
        .find(|(known, _)| is(known))
        .map(|(_, value)| Code::status(*value))
        .or_else(|| {
            STOP.iter()
                .find(|(known, _)| is(known))
                .map(|(_, value)| Code::stop(*value))
        })
        .or_else(|| {
            let found = WIN32.iter().find(|(known, _)| is(known));
            found.map(|(_, value)| Code::number(Family::Win32, value))
        })
        .or_else(|| {
            let found = JET.iter().find(|(known, _)| is(known));
            found.map(|(_, value)| Code::number(Family::Jet, value))
        })
}

/// The first name listed for `code`.
pub(super) fn name_of(code: &Code) -> Option<&'static str> {
    let hex = || u32::from_str_radix(&code.value, 16).ok();
    match code.family {
        Family::Status => first(STATUS, hex()?),
        Family::Stop => first(STOP, hex()?),
        Family::Win32 => first(WIN32, code.value.parse().ok()?),
        Family::Jet => first(JET, code.value.parse().ok()?),
        Family::Build | Family::Runtime | Family::Result => None,
    }
}

fn first<T: PartialEq>(names: &[(&'static str, T)], value: T) -> Option<&'static str> {
    names
        .iter()
        .find(|(_, known)| *known == value)
        .map(|(name, _)| *name)
}
