use proptest::prelude::*;

use super::*;

fn keys(text: &str) -> Vec<String> {
    codes(text).iter().map(|m| m.readings[0].key()).collect()
}

fn all_keys(text: &str) -> Vec<String> {
    codes(text)
        .iter()
        .flat_map(|m| m.readings.iter().map(Code::key))
        .collect()
}

#[test]
fn reads_every_spelling() {
    for (text, expect) in [
        ("STOP 0x0000001E", "stop:1e"),
        ("STOP: 0x1E", "stop:1e"),
        ("a blue screen with STOP 1E", "stop:1e"),
        ("Stop error A", "stop:a"),
        ("stop 1e", "stop:1e"),
        ("stop 50", "stop:50"),
        ("STOP C000021A", "stop:c000021a"),
        (
            "Stop 00000050 (0xa8070f7c, 0x00000000, 0x00000000, 0x00000000)",
            "stop:50",
        ),
        ("IRQL_NOT_LESS_OR_EQUAL", "stop:a"),
        ("it failed with 0x80004005.", "status:80004005"),
        ("80004005", "status:80004005"),
        ("error -2147467259", "status:80004005"),
        ("returns 2147500037", "status:80004005"),
        ("E_FAIL", "status:80004005"),
        ("e_fail", "status:80004005"),
        ("C0000022", "status:c0000022"),
        ("exception e0010004", "status:e0010004"),
        ("-1018", "jet:-1018"),
        ("service-specific error 4294966278", "jet:-1018"),
        ("error0xfffffc06", "jet:-1018"),
        ("JET_errReadVerifyFailure", "jet:-1018"),
        ("ID no: c1030b11", "status:c1030b11"),
        ("Error 5", "win32:5"),
        ("system error 1068 has occurred", "win32:1068"),
        ("error code = 44", "win32:44"),
        ("stopped with %%1053", "win32:1053"),
        ("run-time error '429'", "runtime:429"),
        ("fatal error C1001", "build:C1001"),
        ("lnk2001", "build:LNK2001"),
        ("returned result code 3", "result:3"),
        ("1645", "win32:1645"),
        ("WSAECONNRESET", "win32:10054"),
        (
            "FOO caused a general protection fault in module GDI.EXE at 0001:2345.",
            "fault:gdi.exe",
        ),
        (
            "an invalid page fault in\n  module Kernel32.dll at 0137:bff9",
            "fault:kernel32.dll",
        ),
        ("Page Fault in Mso97.dll", "fault:mso97.dll"),
        ("exception code 0xe0434352", "status:e0434352"),
        ("exited with e06d7363", "status:e06d7363"),
        ("AADSTS50126: Error validating credentials", "aadsts:50126"),
        ("aadsts 700016", "aadsts:700016"),
        ("550 5.7.708 Service unavailable", "smtp:5.7.708"),
        ("error 550 5.7.1 was returned", "smtp:5.7.1"),
        ("<mail.example.com #5.1.1>", "smtp:5.1.1"),
        ("returned '#550 5.7.1 no'", "smtp:5.7.1"),
        ("452-4.2.2 The mailbox is full", "smtp:4.2.2"),
        ("250 2.1.5 Recipient OK", "smtp:2.1.5"),
        ("Status: 5.4.7", "smtp:5.4.7"),
        ("an NDR with status code 5.2.2", "smtp:5.2.2"),
        ("error code 5.7.124", "smtp:5.7.124"),
        ("HTTP 403", "http:403"),
        ("HTTP/1.1 403 Forbidden", "http:403"),
        ("HTTP/2 502", "http:502"),
        ("HTTP error 500", "http:500"),
        ("HTTP status code: 401", "http:401"),
        ("HTTP Error 500.19 - Internal", "http:500.19"),
        ("HTTP 500-12 Application restarting", "http:500.12"),
        ("it answers with status code 502", "http:502"),
        ("error 403.7: a certificate is needed", "http:403.7"),
        ("HTTP error 404.3", "http:404.3"),
        ("error 404", "http:404"),
        ("Failure Code:\t\t0x18", "kerberos:18"),
        ("Result Code: 0x6", "kerberos:6"),
        (
            "Ticket Options: 0x40810010\n\tResult Code:\t0x2",
            "kerberos:2",
        ),
        ("KDC_ERR_S_PRINCIPAL_UNKNOWN", "kerberos:7"),
        ("KRB_AP_ERR_MODIFIED", "kerberos:29"),
    ] {
        assert_eq!(keys(text), [expect], "{text}");
    }
}

#[test]
fn a_number_keeps_its_other_readings() {
    for (text, expect) in [
        ("0x80070005", vec!["status:80070005", "win32:5"]),
        ("0x800A01AD", vec!["status:800a01ad", "runtime:429"]),
        ("-1018", vec!["jet:-1018", "status:fffffc06"]),
        ("1645", vec!["win32:1645"]),
        ("error 404", vec!["http:404", "win32:404", "runtime:404"]),
        (
            "error code 50126",
            vec!["aadsts:50126", "win32:50126", "runtime:50126"],
        ),
        ("0x80190194", vec!["status:80190194", "http:404"]),
        ("0xD0000022", vec!["status:d0000022", "status:c0000022"]),
        ("STOP 0xC000021A", vec!["stop:c000021a", "status:c000021a"]),
        (
            "STOP 0x0000001E (0xC0000005, 0x80123456, 0x00000000, 0x00000001)",
            vec!["stop:1e", "status:c0000005"],
        ),
    ] {
        assert_eq!(all_keys(text), expect, "{text}");
    }
}

#[test]
fn a_number_that_fills_a_slot_is_not_a_code() {
    for text in ["14", "0x1E", "1645", "2 McAfee McShield 5000"] {
        assert_eq!(spelled_codes(text), [], "{text}");
    }
    assert_eq!(spelled_codes("Shop %%1311").len(), 1);
    for guid in [
        "{8BC3F05E-D86B-11D0-A075-00C04FB68820}",
        "800A0BB9-1234-11d0-a075-00c04fb68820",
    ] {
        assert_eq!(codes(guid), [], "{guid}");
    }
    assert_eq!(codes("800A0BB9-").len(), 1);
}

#[test]
fn leaves_plain_words_and_numbers_alone() {
    for text in [
        "returned 'XXX' from a call to 'ControlService(STOP)'",
        "stop a service, then stop 3 others",
        "Stop by at 12345678",
        "page 404 of 900",
        "version 4.0-1381",
        "version 5.5.1 of Exchange",
        "Exchange 5.5.2653",
        "build 550 of 5.5",
        "10.5.7.1 and 250 10.1.1.1",
        "error in 4.0.1 and later",
        "http://404.example.com",
        "HTTP port 8080, HTTP 443",
        "HTTP 404.17.2 and HTTP 200.5",
        "550 users, 5.7 GB",
        "a task's last result code 0x1",
        "1.550 5.7.1",
        "status 5.1.2.3",
        "issue #5.1.2600",
        "the AADSTS service",
        "call 555-1212",
        "a fault in the lamp, in module one",
        "declared in module Main.bas",
        "the 2600 users of snake_case_names",
        "",
    ] {
        assert_eq!(keys(text), [""; 0], "{text}");
    }
}

#[test]
fn the_service_specific_number_is_a_status() {
    assert_eq!(
        keys("service-specific error 3221487623"),
        ["status:c0040007"]
    );
}

#[test]
fn every_spelling_offered_reads_back() {
    for code in [
        Code::stop(0x1e),
        Code::status(0x8000_4005),
        Code::status(0xc000_0022),
        Code::number(Family::Win32, 1053),
        Code::number(Family::Jet, -1019),
        Code::number(Family::Build, "LNK2001"),
        Code::number(Family::Fault, "gdi.exe"),
        Code::number(Family::Status, "80070005"),
        Code::number(Family::Http, "404"),
        Code::number(Family::Http, "403.7"),
        Code::number(Family::Smtp, "5.7.708"),
        Code::number(Family::Entra, "50126"),
        Code::number(Family::Kerberos, "18"),
    ] {
        for spelling in code.spellings() {
            assert!(all_keys(&spelling).contains(&code.key()), "{spelling}");
        }
    }
}

proptest! {
    #[test]
    fn spans_are_ordered_and_inside(text in "(?s).{0,80}") {
        let mut end = 0;
        for mention in codes(&text) {
            prop_assert!(mention.span.start >= end);
            prop_assert!(text.get(mention.span.clone()).is_some());
            prop_assert!(!mention.readings.is_empty());
            end = mention.span.end;
        }
    }
}
