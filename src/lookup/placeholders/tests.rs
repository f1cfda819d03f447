use proptest::prelude::*;

use super::*;

fn names() -> PersonalNames {
    let all = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    PersonalNames {
        computers: all(&["SRV1.corp.example", "WKS7", "Lamp"]),
        users: all(&["CORP\\bob", "N/A", "NT AUTHORITY\\SYSTEM", "Amy Ash"]),
        sources: all(&["Lamp"]),
    }
}

/// The text with the placeholders' values filled in again.
fn restored(replaced: &Replaced) -> String {
    let mut text = replaced.text.clone();
    for (placeholder, value) in replaced.list.iter().rev() {
        let mut parts = text.split(placeholder.as_str());
        let mut restored = parts.next().unwrap().to_owned();
        for part in parts {
            let is_other = part.starts_with(|c: char| c.is_ascii_digit());
            restored += if is_other { placeholder } else { value };
            restored += part;
        }
        text = restored;
    }
    text
}

#[test]
fn names_paths_and_addresses_are_replaced() {
    for (text, expect) in [
        ("srv1 and SRV1.corp.example", "HOST1 and HOST1.DOMAIN1"),
        (
            "SRV10 and xSRV1 stay, WKS7-b not",
            "SRV10 and xSRV1 stay, HOST1-b not",
        ),
        ("mail2.corp.example is off", "HOST1.DOMAIN1 is off"),
        ("CORP\\bob, then Bob", "DOMAIN1\\USER1, then USER1"),
        ("bobby is not he", "bobby is not he"),
        (
            "WKS7\\amy or CORP\\SRV9$ on SRV9",
            "HOST1\\USER1 or DOMAIN1\\HOST2$ on HOST2",
        ),
        ("by Amy Ash.", "by USER1."),
        (
            "Account Name: Amy Ash Account Domain: X1",
            "Account Name: USER1 Account Domain: DOMAIN1",
        ),
        (
            "Account Name: - Account Domain: -",
            "Account Name: - Account Domain: -",
        ),
        (
            "User Name: Domain: LAB Logon Type: 3",
            "User Name: Domain: DOMAIN1 Logon Type: 3",
        ),
        (
            "User Name:\tcarl, again Carl",
            "User Name:\tUSER1, again USER1",
        ),
        ("open C:\\Users\\bob\\x.txt.", "open PATH1."),
        ("D:\\my x.c", "PATH1"),
        ("D:\\my x.c is gone", "PATH1 is gone"),
        ("C:\\Windows bob.c", "PATH1"),
        (
            "C:\\Windows NT\\x at 'C:\\WINNT '",
            "C:\\Windows NT\\x at 'C:\\WINNT '",
        ),
        (
            "'C:\\Users\\Bob B\\my x.txt' c:\\users\\bob b\\MY x.txt",
            "'PATH1' PATH1",
        ),
        ("(D:\\Data\\HR 1\\pay.xls), D:/Data/y", "(PATH1), PATH2"),
        (
            "C:\\Windows\\system32\\lsass.exe failed",
            "C:\\Windows\\system32\\lsass.exe failed",
        ),
        (
            "C:\\WINNT\\Profiles\\bob at C:\\ only",
            "PATH1 at C:\\ only",
        ),
        (
            "%SystemRoot%\\x and %SystemDrive%\\Users\\u",
            "%SystemRoot%\\x and PATH1",
        ),
        (
            "\\??\\C:\\Users\\u \\Device\\HarddiskVolume2\\Users\\u",
            "\\??\\PATH1 PATH2",
        ),
        (
            "\\\\FILES2\\home$\\bob to \\\\files2",
            "\\\\HOST1\\PATH1 to \\\\HOST1",
        ),
        (
            "\\\\?\\UNC\\f\\s\\x \\\\10.1.2.3\\ipc$",
            "\\\\?\\UNC\\HOST1\\PATH1 \\\\IP1\\ipc$",
        ),
        (
            "10.1.2.3:445 and fe80::1ff:2, 127.0.0.1 ::1",
            "IP1:445 and IP2, 127.0.0.1 ::1",
        ),
        (
            "at 10:05:33, version 5.0.0.1, build 6.0.6001.18000",
            "at 10:05:33, version 5.0.0.1, build 6.0.6001.18000",
        ),
        (
            "0x80004005 std::abc S-1-5-18 S-1-5-32-544",
            "0x80004005 std::abc S-1-5-18 S-1-5-32-544",
        ),
        ("S-1-5-21-1-2-3-500 and s-1-5-21-1-2-3-500", "SID1 and SID1"),
        ("a.b@x.example, A.B@X.example", "MAIL1, MAIL1"),
        ("CN=Jo Fox,OU=R D,DC=a,DC=b is gone", "DN1 is gone"),
        (
            "'cn=jo fox' /o=Org/ou=S/cn=Recipients/cn=jo failed",
            "'DN1' DN2 failed",
        ),
        (
            "NT AUTHORITY\\SYSTEM BUILTIN\\Users HKLM\\Software\\X",
            "NT AUTHORITY\\SYSTEM BUILTIN\\Users HKLM\\Software\\X",
        ),
        ("Lamp told of Lamp", "Lamp told of Lamp"),
        (
            "http://portal/x http://go.microsoft.com/y ldap://localhost",
            "http://HOST1/x http://go.microsoft.com/y ldap://localhost",
        ),
        ("HOST1, host2 and WKS7", "HOST1, host2 and HOST3"),
        ("/home/bob/x file:///C:/Users/u", "PATH1 file:///PATH2"),
        (
            "\\\\f2\\share\\x for CORP\\amy",
            "\\\\HOST1\\PATH1 for DOMAIN1\\USER1",
        ),
        ("", ""),
    ] {
        let replaced = with_placeholders(text, &names());
        assert_eq!(replaced.text, expect, "{text}: {:?}", replaced.list);
        assert_eq!(
            restored(&replaced).to_lowercase(),
            text.to_lowercase(),
            "{text}"
        );
    }
}

#[test]
fn the_list_is_in_the_order_of_the_text() {
    let replaced = with_placeholders("bob on WKS7 at 10.1.2.3, not BOB", &names());
    let list: Vec<_> = replaced.list.iter().map(|(p, v)| (&**p, &**v)).collect();
    assert_eq!(
        list,
        [("USER1", "bob"), ("HOST1", "WKS7"), ("IP1", "10.1.2.3")]
    );
}

#[test]
fn fields_are_replaced_whatever_they_are_called() {
    let mut placeholders = Placeholders::new(["x"], &names());
    assert_eq!(placeholders.replace_host("Lamp"), "HOST1");
    assert_eq!(placeholders.replace_host("localhost"), "localhost");
    assert_eq!(placeholders.replace_user("CORP\\Bob"), "DOMAIN1\\USER1");
    assert_eq!(placeholders.replace_user("Amy Ash"), "USER2");
    assert_eq!(
        placeholders.replace_user("NT AUTHORITY\\SYSTEM"),
        "NT AUTHORITY\\SYSTEM"
    );
    assert_eq!(placeholders.replace_user("S-1-5-18"), "S-1-5-18");
}

#[test]
fn hostile_texts_cost_little() {
    let names = names();
    for piece in [
        "a.", "C:\\a ", "\\\\", "CN=a,", "a@", "1:", "S-1-", "a\\", "%a", "://", "user:", "/o=",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let began = std::time::Instant::now();
        let replaced = with_placeholders(&text, &names);
        assert_eq!(restored(&replaced).len(), text.len(), "{piece}");
        assert!(began.elapsed().as_secs() < 20, "{piece}");
    }
}

proptest! {
    #[test]
    fn no_given_name_is_left_and_the_list_gives_the_text_back(
        computer in "[a-z]{3}[0-9]{1,2}(\\.[a-z]{2}\\.test)?",
        user in "([A-Z]{3}\\\\)?[a-z]{4,6}",
        text in "([a-z]{1,3}|[\\\\:/@.,'\"=]|C:\\\\|S-1-5-21|10\\.0\\.0\\.1|HOST[12]|[X]| ){0,20}",
        tail in "([ .,'\\\\@:/]([a-z]{1,3}|@|=|1)){0,6}",
    ) {
        let name = user.rsplit('\\').next().unwrap().to_owned();
        let text = format!("{text} {computer} {user}{tail} {name},{computer}");
        let names = PersonalNames {
            computers: vec![computer.clone()],
            users: vec![user.clone()],
            sources: Vec::new(),
        };
        let replaced = with_placeholders(&text, &names);
        let is_in = |name: &str| {
            let mut words = replaced.text.split(|c: char| !c.is_alphanumeric());
            words.any(|word| word.eq_ignore_ascii_case(name))
        };
        prop_assert!(!is_in(&name), "{:?}", replaced);
        prop_assert!(!is_in(computer.split('.').next().unwrap()), "{:?}", replaced);
        prop_assert_eq!(restored(&replaced).to_lowercase(), text.to_lowercase());
    }

    #[test]
    fn any_text_is_returned_unchanged(text in "(?s).{0,60}") {
        let replaced = with_placeholders(&text, &names());
        prop_assert_eq!(restored(&replaced).to_lowercase(), text.to_lowercase());
    }
}
