//! Tests of how the layout of a body is understood.

use super::*;
use crate::{
    article::{Role, Section},
    markup::{Block, text},
};

/// The kinds and texts of the blocks, one per line, nested ones indented.
fn outline(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        let inner = |blocks: &[Block]| outline(blocks).replace('\n', "\n  ").trim_end().to_owned();
        let verbatim = |text: &str| text.replace('\n', "/");
        out += &match block {
            Block::Paragraph { text: words } => {
                format!("P {}", verbatim(&text::inlines(words)))
            }
            Block::Heading {
                level, text: words, ..
            } => {
                format!("H{level} {}", text::inlines(words))
            }
            Block::List {
                start,
                numbering,
                items,
            } => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| format!("\n  * {}", inner(item)))
                    .collect();
                format!(
                    "L{}{}",
                    start.map_or(String::new(), |n| {
                        numbering.marker(n).trim_end_matches('.').to_owned()
                    }),
                    items.concat()
                )
            }
            Block::Note { kind, blocks, .. } => format!("{}: {}", kind.word(), inner(blocks)),
            Block::Quote { blocks } => format!("Q {}", inner(blocks)),
            Block::Event { fields } => fields
                .iter()
                .map(|field| format!("E {}={}", field.label, verbatim(&field.value)))
                .collect::<Vec<_>>()
                .join("\n"),
            Block::Code { text } => format!("C {}", verbatim(text)),
            Block::Preformatted { text } => format!("F {}", verbatim(text)),
            Block::Table { .. } => {
                format!("T {}", verbatim(&text::write(std::slice::from_ref(block))))
            }
            Block::Details { blocks, .. } => format!("D {}", inner(blocks)),
            Block::Rule => "R".to_owned(),
        };
        out.push('\n');
    }
    out
}

fn read(body: &str) -> Vec<Section> {
    sections(&body.lines().collect::<Vec<_>>())
}

#[test]
fn understands_the_layout() {
    let long = "This line is as long as lines are in the texts, so that it surely goes on in";
    for (body, expect) in [
        (format!("{long}\nthe next."), format!("P {long} the next.")),
        ("One.\nTwo.".into(), "P One./Two.".into()),
        (format!("{long} 32-\nbit."), format!("P {long} 32-bit.")),
        (
            "1. One.\n\n  More.\n\n2. Two:\n\n  - a\n  - b".into(),
            "L1\n  * P One.\n  P More.\n  * P Two:\n  L\n    * P a\n    * P b".into(),
        ),
        ("a. One\nb. Two".into(), "La\n  * P One\n  * P Two".into()),
        ("A. An answer.".into(), "P A. An answer.".into()),
        (
            "3. Three\n\nText.".into(),
            "L3\n  * P Three\nP Text.".into(),
        ),
        ("NOTE: It is hot.".into(), "Note: P It is hot.".into()),
        (
            "Says:\n\n  Lamp not found".into(),
            "P Says:\nQ P Lamp not found".into(),
        ),
        (
            "See:\n\n  Q10001 One Lamp\n  Q10002 Two Lamps".into(),
            "P See:\nP Q10001 One Lamp/Q10002 Two Lamps".into(),
        ),
        (
            "Event ID: 7\nSource: Lamp\nDescription: Too\nhot.".into(),
            "E Event ID=7\nE Source=Lamp\nE Description=Too/hot.".into(),
        ),
        ("Do\n--\n\nIt.".into(), "P Do/--\nP It.".into()),
        ("Do it\n-----\n\nNow.".into(), "H3 Do it\nP Now.".into()),
        (
            "Write:\n\n  Lamp.ini\n  --------\n  Hot and bright".into(),
            "P Write:\nF Lamp.ini/--------/Hot and bright".into(),
        ),
        (
            "- Private lamps\n- x = lamp();".into(),
            "L\n  * P Private lamps\n  * C x = lamp();".into(),
        ),
        ("Open  the lamp.".into(), "P Open the lamp.".into()),
        (
            "The lamp   is hot and big.".into(),
            "P The lamp is hot and big.".into(),
        ),
        (
            "The Lamp House\n9 Hill\nLampton, LA  9".into(),
            "P The Lamp House/9 Hill/Lampton, LA 9".into(),
        ),
        (
            "lamp  hot\nsnow  cold".into(),
            "F lamp  hot/snow  cold".into(),
        ),
        ("lamp     hot".into(), "F lamp     hot".into()),
        ("0.1  0.2  0.3".into(), "F 0.1  0.2  0.3".into()),
        (
            "NOTE: It says:\n\n  Too hot\n\nText.".into(),
            "Note: P It says:\n  Q P Too hot\nP Text.".into(),
        ),
        (
            "NOTE: It is hot.\n\n  Too hot".into(),
            "Note: P It is hot.\nQ P Too hot".into(),
        ),
        (
            "1. One.\n\n-or-\n\n2. Two.".into(),
            "L1\n  * P One.\n  P -or-\n  * P Two.".into(),
        ),
        (
            "- One\n\n- or -\n\n- Two".into(),
            "L\n  * P One\n  P - or -\n  * P Two".into(),
        ),
        (
            "1. One:\n\n  a. Day.\n\n-or-\n\n  b. Night.".into(),
            "L1\n  * P One:\n  La\n    * P Day.\n    P -or-\n    * P Night.".into(),
        ),
        (
            "1. One.\n\n-or-\n\nText.".into(),
            "L1\n  * P One.\nP -or-\nP Text.".into(),
        ),
        (
            "- One\n\n Other lamps.\n\n- Two".into(),
            "L\n  * P One\nQ P Other lamps.\nL\n  * P Two".into(),
        ),
        (
            "- One\n of them.\n\n More.\n\n- Two".into(),
            "L\n  * P One/of them.\n  P More.\n  * P Two".into(),
        ),
        (
            "Run:\n\n  lamp here\n\n  cd \\lamp\n\n  lamp there\n\nText.".into(),
            "P Run:\nC lamp here//cd \\lamp//lamp there\nP Text.".into(),
        ),
        (
            "Run:\n\n  Then it is hot in here.\n\n  cd \\lamp".into(),
            "P Run:\nP Then it is hot in here.\nC cd \\lamp".into(),
        ),
        (
            format!("Says:\n\n  {long}\n  Lamp, which is hot.\n  Bright."),
            format!("P Says:\nQ P {long} Lamp, which is hot./Bright."),
        ),
        (
            format!("Says:\n\n  Lamp 7\n  {long}\n  LampHouse\n  end"),
            format!("P Says:\nQ P Lamp 7/{long}/LampHouse/end"),
        ),
        (
            format!("Says:\n\n  {long}\n  This lamp"),
            format!("P Says:\nQ P {long}/This lamp"),
        ),
        (
            "  int lamp()\n  {\n     return 1;\n\n  }".into(),
            "C int lamp()/{/   return 1;//}".into(),
        ),
        (
            "Lamp   Hot\n----   ---\na      yes\nb      no".into(),
            "T Lamp | Hot/a | yes/b | no".into(),
        ),
        (
            "Lamp   Hot at\n       night\na      yes".into(),
            "F Lamp   Hot at/       night/a      yes".into(),
        ),
    ] {
        let sections = read(&body);
        assert_eq!(outline(&sections[0].blocks).trim_end(), expect, "{body}");
    }
}

#[test]
fn program_text_keeps_its_lines() {
    for (body, expect) in [
        (
            "Add:\n\n   lamp.state |= LS_LIT;  // it stays on until the morning\n   rc = ::Dim(&lamp);",
            "P Add:\nC lamp.state |= LS_LIT;  // it stays on until the morning/rc = ::Dim(&lamp);",
        ),
        (
            "Run:\n\n  Shine(\"hall\",\"north\")\n  oLamp.Light(\"hall\") && It is bright in here now.",
            "P Run:\nC Shine(\"hall\",\"north\")/oLamp.Light(\"hall\") && It is bright in here now.",
        ),
        (
            "You get:\n\n  lamp.c(7) : error L7: Too Hot\n              (lamp file 'x', line 9)\n              Call Lamp Support",
            "P You get:\nC lamp.c(7) : error L7: Too Hot/            (lamp file 'x', line 9)/            Call Lamp Support",
        ),
        (
            "Run:\n\n   DO LampPath(1)+'HOT\\LIT.PRG' ;\n      WITH \"hall\", .F., .T.",
            "P Run:\nC DO LampPath(1)+'HOT\\LIT.PRG' ;/   WITH \"hall\", .F., .T.",
        ),
        (
            "Old.\n\n/*  Light - turns the lamp on\n *\n * It turns the lamp on and waits until\n\n * it is hot and bright.\n */\nvoid far Light ()",
            "P Old.\nC /*  Light - turns the lamp on/ */ * It turns the lamp on and waits until// * it is hot and bright./ *//void far Light ()",
        ),
        ("It was fixed in Lamp .NET.", "P It was fixed in Lamp .NET."),
    ] {
        assert_eq!(outline(&read(body)[0].blocks).trim_end(), expect, "{body}");
    }
}

#[test]
fn what_is_on_a_screen_is_one_block() {
    for (body, expect) in [
        (
            "It says:\n\n  Lighting the house\n Lamp 0003 - lit, in room 01\n Lamp 000A - lit, in room 02\n\n  House lit.",
            "P It says:\nF  Lighting the house/Lamp 0003 - lit, in room 01/Lamp 000A - lit, in room 02// House lit.",
        ),
        (
            "See:\n\n  lamp/hall\n     lit\n     hot\n  lamp/attic",
            "P See:\nF lamp/hall/   lit/   hot/lamp/attic",
        ),
        (
            "Use:\n\n  .LAMP\n\n  lamp1     db    -2\n  lamp2     dd    12h\n  lamp3     dd    13h\n\n  .CODE\n\n  mov ax, lamp1\n  push ax",
            "P Use:\nC .LAMP//lamp1     db    -2/lamp2     dd    12h/lamp3     dd    13h//.CODE//mov ax, lamp1/push ax",
        ),
        (
            "Use the lamp | the wick and then the other lamp here.",
            "P Use the lamp | the wick and then the other lamp here.",
        ),
        (
            "See:\n\n  The lamp is in the hall.\n\n     It is hot.",
            "P See:\nP The lamp is in the hall.\nQ P It is hot.",
        ),
    ] {
        assert_eq!(outline(&read(body)[0].blocks).trim_end(), expect, "{body}");
    }
}

#[test]
fn a_word_between_two_programs_belongs_to_neither() {
    for (body, expect) in [
        (
            "Change:\n\n     lit = 1;\n\n  -to-\n\n     lit = 2;",
            "P Change:\nC lit = 1;\nP -to-\nC lit = 2;",
        ),
        (
            "Change:\n\n  lit = 1;\n  to\n  lit = 2;",
            "P Change:\nC lit = 1;\nP to\nC lit = 2;",
        ),
        (
            "Run:\n\n  LIGHT lamp\n\n- or -\n\n  lit = 2;",
            "P Run:\nC LIGHT lamp\nP - or -\nC lit = 2;",
        ),
        (
            "Run:\n\n  lit = 2;\n\n  -or-\n\n  LIGHT lamp",
            "P Run:\nC lit = 2;\nP -or-\nC LIGHT lamp",
        ),
    ] {
        assert_eq!(outline(&read(body)[0].blocks).trim_end(), expect, "{body}");
    }
}

#[test]
fn a_note_ends_where_its_sentence_does() {
    for (body, expect) in [
        (
            "NOTE: The lamp may go out and show the\n\n  Too hot\n\nmessage.\n\nText.",
            "Note: P The lamp may go out and show the\n  Q P Too hot\n  P message.\nP Text.",
        ),
        (
            "NOTE: It is in this folder:\n\n  \\LAMP\n\nwhere LAMP is the lamp:\n\n  Hot\n\nText.",
            "Note: P It is in this folder:\n  Q P \\LAMP\n  P where LAMP is the lamp:\n  Q P Hot\nP Text.",
        ),
        (
            "1. Run LAMP.\n\n  NOTE: Put NO before it. For example:\n\n  LAMP -vNOLIGHT\n\n  Then wait.",
            "L1\n  * P Run LAMP.\n  Note: P Put NO before it. For example:\n    P LAMP -vNOLIGHT\n  P Then wait.",
        ),
        (
            "NOTE: It needs:\n\n- a lamp\n\n- a hall\n\nText.",
            "Note: P It needs:\n  L\n    * P a lamp\n    * P a hall\nP Text.",
        ),
        (
            "NOTE: First do this:\n\n1. One.\n\n2. Two.",
            "Note: P First do this:\nL1\n  * P One.\n  * P Two.",
        ),
        (
            "NOTE: See also:\n\nQ10001 One Lamp\n\nText.",
            "Note: P See also:\n  P Q10001 One Lamp\nP Text.",
        ),
        (
            "NOTE: Use it:\n\nx = lamp();\n\nhot(x);",
            "Note: P Use it:\nC x = lamp();//hot(x);",
        ),
        (
            "NOTE: It is hot:\n\nThe Lamp\n--------\n\nText.",
            "Note: P It is hot:\nH3 The Lamp\nP Text.",
        ),
    ] {
        assert_eq!(outline(&read(body)[0].blocks).trim_end(), expect, "{body}");
    }
}

#[test]
fn commands_below_one_another_keep_their_lines() {
    for (body, expect) in [
        (
            "1. Type:\n\n  lampset c:\\houses\\lamps\\hall\\north\\upper\\first\\hall.lit /on\n  lampset c:\\houses\\attic.lit",
            "L1\n  * P Type:\n  P lampset c:\\houses\\lamps\\hall\\north\\upper\\first\\hall.lit /on/lampset c:\\houses\\attic.lit",
        ),
        (
            "This holds for the first Lamp House and all that is in it, and for the second\nLamp House.",
            "P This holds for the first Lamp House and all that is in it, and for the second Lamp House.",
        ),
        (
            "See also the reference of Lamp C++.",
            "P See also the reference of Lamp C++.",
        ),
        ("Lamp C++ Online", "P Lamp C++ Online"),
        (
            "See:\n\n  HKEY_LOCAL_MACHINE\\SOFTWARE\\Houses\\Halls\\North\\Upper\\First\\Lamps\n  HKEY_USERS\\Lamps",
            "P See:\nQ P HKEY_LOCAL_MACHINE\\SOFTWARE\\Houses\\Halls\\North\\Upper\\First\\Lamps/HKEY_USERS\\Lamps",
        ),
    ] {
        assert_eq!(outline(&read(body)[0].blocks).trim_end(), expect, "{body}");
    }
}

#[test]
fn a_first_line_may_be_indented() {
    let long = "This is as long as a line is in these texts, so that it surely goes on in";
    for (body, expect) in [
        (
            format!("Question:\n   {long} (it says)\nthe next."),
            format!("P Question:\nP {long} (it says) the next."),
        ),
        (
            format!("The lamp is hot.\n   {long}\nthe next."),
            format!("P The lamp is hot.\nP {long} the next."),
        ),
        (
            format!("   {long}\nthe next.\n   It is then as hot as the sun.\n   {long}\nthis."),
            format!("P {long} the next.\nP It is then as hot as the sun.\nP {long} this."),
        ),
        (
            format!(
                "   {long}\nthe next.\n\n   It is then as hot as the sun.\n\n   It is not so cold now.\n\nText."
            ),
            format!(
                "P {long} the next.\nP It is then as hot as the sun.\nP It is not so cold now.\nP Text."
            ),
        ),
        (
            format!("Type this:\n\n   A:>lamp\n\n   {long}\nthe hall."),
            format!("P Type this:\nC A:>lamp\nP {long} the hall."),
        ),
        (
            format!("It says:\n\n   {long}\n   the hall.\n\nText."),
            format!("P It says:\nQ P {long} the hall.\nP Text."),
        ),
        (
            "It says:\n   The lamp is hot.".into(),
            "P It says:\nQ P The lamp is hot.".into(),
        ),
    ] {
        assert_eq!(outline(&read(&body)[0].blocks).trim_end(), expect, "{body}");
    }
}

#[test]
fn parts_sections_and_names_them() {
    let body =
        "Before.\n\nSYMPTOMS\n========\n\nIt.\n\nThe Lamp\n========\n\nSYMPTOMS\n========\nx";
    let named: Vec<(Role, String, String)> = read(body)
        .into_iter()
        .map(|s| (s.role, s.anchor, s.heading))
        .collect();
    let expect = [
        (Role::Body, "body", ""),
        (Role::Symptoms, "symptoms", "SYMPTOMS"),
        (Role::Other, "the-lamp", "The Lamp"),
        (Role::Symptoms, "symptoms-2", "SYMPTOMS"),
    ];
    let expect = expect.map(|(role, anchor, heading)| (role, anchor.into(), heading.into()));
    assert_eq!(named, expect);
}

#[test]
fn nesting_is_limited() {
    let body: Vec<String> = (0..200)
        .map(|depth| format!("{}- a", " ".repeat(depth)))
        .collect();
    let outline = outline(&read(&body.join("\n"))[0].blocks);
    assert!(outline.contains("F a/- a/ - a"));
}
