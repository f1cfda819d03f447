//! Texts that make a careless reader look again and again at what it has seen: one small unit many times over, alone, behind a
//! long run of something else, or with each of its opening marks closed at the end.

/// What a text is made of. In each piece `№` stands for a number of four digits or more that counts up, `¹` for one from 1.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Fills the first half, where there is one.
    before: &'static str,
    /// Fills the rest, or what the others leave of it.
    unit: &'static str,
    /// Fills the last half, where there is one.
    after: &'static str,
}

impl Shape {
    /// A text of about this many bytes.
    pub fn text(&self, bytes: usize) -> String {
        let parts = [self.before, self.unit, self.after];
        let count = parts.iter().filter(|part| !part.is_empty()).count();
        let mut text = String::with_capacity(bytes + 64);
        let mut number = 0;
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            let end = text.len() + bytes / count;
            while text.len() < end {
                number += 1;
                let part = part.replace('¹', &number.to_string());
                text.push_str(&part.replace('№', &(number + 999).to_string()));
            }
        }
        text
    }

    /// How it is told from the others.
    pub fn name(&self) -> String {
        let parts = [self.before, self.unit, self.after];
        let parts = parts.iter().filter(|part| !part.is_empty());
        let parts: Vec<String> = parts.map(|part| format!("{part:?}")).collect();
        parts.join(" then ")
    }
}

const fn many(unit: &'static str) -> Shape {
    Shape {
        before: "",
        unit,
        after: "",
    }
}

const fn behind(before: &'static str, unit: &'static str) -> Shape {
    Shape {
        before,
        unit,
        after: "",
    }
}

const fn closed(unit: &'static str, after: &'static str) -> Shape {
    Shape {
        before: "",
        unit,
        after,
    }
}

/// What every reader of text is given.
pub const TEXTS: &[Shape] = &[
    // Runs of one character, and of nothing.
    many("a"),
    many(" "),
    many("\n"),
    many("\t"),
    many("\r"),
    many("a\r"),
    many("-"),
    many("- "),
    many("="),
    many("1"),
    many("f"),
    many("\""),
    many("'"),
    many("("),
    many("\\"),
    many("."),
    many(","),
    many(":"),
    many("é"),
    many("e\u{301}"),
    many("ß"),
    many("İ"),
    many("\u{202e}"),
    many("\u{2028}"),
    // Words.
    many("the printer stops with an error in tray two of the spooler "),
    many("w№ "),
    many("aB"),
    many("a-"),
    many("a_b"),
    many("a.b:c-d "),
    many("Aaa "),
    many("word\n\n"),
    behind(" ", "a b "),
    behind(" ", "a\"b"),
    behind("x", " a b\n"),
    behind("\n", "a b\n"),
    // Events: lists, labels, records, sentences.
    many("event1,"),
    many("event 1, "),
    many("event1,id1,"),
    many("event id1,"),
    many("events 1, 2, 3 and 4, "),
    many("event №, "),
    many("event ids 1-64, "),
    many("event 1-"),
    many("event 1 to 9 "),
    many("id1 "),
    many("id: 1, "),
    many("Event ID "),
    many("Event ID: "),
    many("Event ID:1\n"),
    many("Event ID: 7\n\n"),
    many("Event ID: 68 Source: MSExchangeCCMC "),
    many("Event ID: 68\nSource: abc\n"),
    many("Event ID: № Source: Abc№ Text of №. "),
    many("Event ID: №\nSource: S№\nType: Error\nDescription: the № printer\n\n"),
    many("Event ID: 68\nSource: abc\nDescription: no №\n\n"),
    many("Event ID: 5\nEvent Xml: "),
    many("Source: "),
    many("source abc "),
    many("Type: "),
    many("Type: a b, "),
    many("Description: "),
    many("Description:\nSource: :\n"),
    many("Description:\nEvent Xml:\n"),
    many("Date: 1/1/2000\nTime: 1:00\n"),
    many("Time:"),
    many("event 5 from Foo "),
    many("\nevent 5 from Foo"),
    many("(event 5 (abc) "),
    many("MSExchangeIS Event ID 68\n"),
    behind(" ", "event 5. "),
    behind("a ", "\nEvent 5 from Foo\n"),
    behind("x", "\nEvent 5 from Foo\n"),
    behind("a ", "Event ID: 68 Source: Foo "),
    behind("Time:", "event 5 "),
    closed("event 5 ", "Time:"),
    many(
        "The description for Event ID ( 5 ) in Source ( Foo ) could not be found. It contains the following insertion string(s): a. ",
    ),
    many("description for event id 5 in source "),
    many("insertion strings : "),
    // Rows of exported logs, and tables of events.
    many("Error,1/1/2000 1:00:00,MSExchangeCCMC,68,None,\"text\"\n"),
    many("Error,1/1/2000 1:00:00,MSExchangeCCMC,68,None,\"\"\"a\n"),
    many("1/1/2000\t1:00:00\tFoo\tError\tNone\t68\tN/A\tSRV\ttext\n"),
    many("68\tError\tMSExchangeCCMC\t1/1/2000\n"),
    many("\"a,b\n"),
    many("\"\"\"a,"),
    many("a,"),
    many("Source\tEvent ID\tDescription\nLamp\t100\tThe lamp.\n"),
    many("Source | Event ID | Description\nLamp | 100 | On.\n"),
    many("Lamp\tError\t100\tThe lamp is on.\n"),
    behind("Source | Event ID\n", "Lamp | 100 | "),
    // Event XML.
    many("<Event>"),
    many("<Event><System><EventID>68</EventID></System></Event>"),
    many("<Event><Data>&amp;"),
    many("<Event a='"),
    many("<Event><![CDATA["),
    many("<Event><!--"),
    many("<Event><?a "),
    many("<Event><Data>a</Data>"),
    many("<Event></"),
    closed("<Event>", "</Event>"),
    behind("<Event><System><Provider ", "a№='' "),
    behind("<Event>", "&#x41;"),
    // Codes.
    many("0x80040111 "),
    many("0x8004№ "),
    many("0x"),
    many("DEADBEEF "),
    many("80040111"),
    many("-1018 "),
    many("-1018"),
    many("stop 0x1e (0x1,0x2,c0000005,0x4) "),
    many("STOP 0x0000001E (0x1,"),
    many("stop 1e,"),
    many("stop "),
    many("error 5 "),
    many("error code "),
    many("run-time error '429' "),
    many("%%1053 "),
    many("fault in module a.dll "),
    many("E_FAIL "),
    many("E_"),
    many("LNK2001 "),
    // Ids.
    many("Q168465 "),
    many("Q1№ "),
    many("q12345"),
    many("VPN-№ "),
    many("A-1-"),
    many("Q10001 A title of it\n"),
    many("ARTICLE-ID: Q10001\nTITLE : A title of it\n"),
    // Addresses.
    many("http://a.b/c "),
    many("http://"),
    many("http://a("),
    many("http://a)"),
    many("a://"),
];

/// What is given to whoever reads Markdown besides.
pub const MARKDOWN: &[Shape] = &[
    many("*a"),
    many("*a_"),
    many("**a **"),
    many("_a_"),
    many("***a"),
    closed("*a ", "b* "),
    closed("**a _b ", "c_ d** "),
    many("`a "),
    many("`` a ` "),
    behind("`", " ``` a "),
    many("["),
    many("[]("),
    many("[a](b"),
    many("[a](<b"),
    many("!["),
    many("[a][b] "),
    many("[a]: b\n"),
    many("[a№]: Q10001\n\n[a№] "),
    many("[a](Q1№) "),
    many("[a](f№.png) "),
    many("![a](f№.png) "),
    closed("[", "]"),
    closed("[", "](a)"),
    many("[^a]: b\n"),
    many("<"),
    many("<a "),
    many("<!--"),
    many("<?"),
    many("<![CDATA["),
    many("<http://a.b>"),
    many("<b>\n"),
    many("&"),
    many("&#x41;"),
    many("&amp;"),
    many("&lt"),
    many(">"),
    many("> a\n"),
    many("> [!NOTE]\n> a\n\n"),
    closed("> ", "a\n"),
    closed("> - ", "a b\n"),
    many("> > > > > > > > - - - - a\n"),
    many("- a\n"),
    many("- a\n\n"),
    many("- a\n  - b\n    - c\n"),
    many("* * * a\n"),
    many("1. a\n"),
    many("№. a\n"),
    many("№) a\n"),
    many("+\n"),
    many("A heading about as long as those of most texts are, or more\n=\n"),
    many("A heading about as long as those of most texts are, or more\n-\n"),
    many("# A heading about as long as those of most texts are, or more\n"),
    many("## Cause\n\nA text about as long as those of most sections, or more.\n"),
    many("## Step № of more steps than there are in most of the texts\n"),
    many("## Step\n\n## Step 2\n\nA text about as long as those of most sections.\n"),
    many("### a\n"),
    many("## Workaround № and fix of a lamp for a lamp (and a lamp) / a & b\n"),
    many("Original KB number: 1№  \n"),
    many("# a\n\n"),
    many("# {{ a }}\n\n"),
    many("|"),
    many("|a|b|\n|-|-|\n"),
    behind("|a|b|\n|-|-|\n", "|c|d|\n"),
    closed("|a", "\n|-|-|\n"),
    many("```\n"),
    many("~~~ a\n"),
    many("```event\nEvent ID: 5\nSource: a\n```\n\n"),
    many("```event\nEvent ID: 5\nEvent ID: 6\nText\n```\n"),
    many("    a\n"),
    many("\ta\n\n"),
    many("a\\\n"),
    many("\\*"),
    many("~~a"),
    many("***\n"),
    many("a  \n"),
];

/// What is given to whoever tells blocks by their layout besides.
pub const LAYOUT: &[Shape] = &[
    many("A long line\n===========\n\n"),
    many("SYMPTOMS\n========\n\n"),
    many("Do it\n-----\n\n"),
    many("2.4.1  Lamp\n\n"),
    many("NOTE: It is hot.\n"),
    many("NOTE: "),
    many("NOTE: NOTE:\n\n  a\n"),
    many("  NOTE: a:\n\n    b\n"),
    many("- a\n"),
    many("- a\n\n"),
    many("- a\n  - b\n    - c\n"),
    many("o a\n"),
    many("A. a\n"),
    many("A. a\n\n  b\n\n"),
    many("A. This line is as long as lines are in most of the texts, so that it goes on\n"),
    many("1. a\n\n-or-\n\n"),
    many("-or-\n"),
    many("¹. a\n\n"),
    many("* a\n"),
    many("+ a\n + b\n"),
    many(" a\n  b\n   c\n    d\n"),
    many("a\n b\n  c\n\n"),
    many("Event ID: 1\n   Event ID: 2\n"),
    many("Event ID: 1\ntext\n"),
    many("Event ID: 1, Source: a, Type: b, "),
    many("Event ID: 7\nType Error\nUser: a\n"),
    many("Event ID: 7\nUser: a  b: c\n\n"),
    many("a    b    "),
    many("a    b    c\n"),
    many("a    b\n\nc    d\n\n"),
    many("a\tb\t"),
    many("a    b\n----    ----\n"),
    many("lamp  hot\nsnow  cold\n"),
    many("| a | b |\n"),
    many("+---+---+\n| a | b |\n"),
    many("| a | b |\n\n"),
    many("x = 1;\n"),
    many("x = 1;\n\nshort\n\n"),
    many("{\n  x();\n}\n"),
    many("Dim n As Integer\n"),
    many("\"a\" = \"b\" "),
    many("Q10001 a    b\n"),
    many("    Says:\n\n  Lamp 7\n"),
    many("32-\nbit\n"),
    closed("  a\n", "b\n"),
    many(
        "This line is as long as lines are in most of the texts, so that it goes on in\nthe next. ",
    ),
];

/// Values of the fields about an article, of which there may be very many.
pub const FIELDS: &[Shape] = &[
    many("a"),
    many("a№ "),
    many("a№|"),
    many("a№; "),
    many(":"),
    many("&"),
    many("&quot;"),
    many("&#65;"),
    many("- "),
    many("1-JAN-1999 "),
    many("\\u0041"),
    many("e\u{301}"),
];

/// Lines about an article.
pub const FACTS: &[Shape] = &[
    many("Colour: green №\n"),
    many("Product(s): Lamp №\n"),
    many("Product(s): Lamp | Bulb № | Wick; Oil\n"),
    many("Version(s): №.0\n"),
    many("Keyword(s): kb№ kba\n"),
    many("Issue type: kbprb\n"),
    many("Last Modified: 2-MAY-1999\n"),
    many("Article: Q10999\n"),
    many("TITLE : a\n"),
];

/// Front matters.
pub const FRONT_MATTERS: &[Shape] = &[
    many("key№: a\n"),
    many("titel№: a\n"),
    many("products: a\n"),
    many("products:\n- a№\n"),
    behind("products:\n", "- a№\n"),
    behind("products: [", "a№, "),
    many("other:\n- a: b\n"),
    many("- "),
    many("? "),
    many("["),
    many("{"),
    many("a: "),
    many("a: &b c\n"),
    many("\"a"),
    many("'a'"),
    many("a: |\n  b\n"),
    many("a: >\n  b\n\n"),
    many("# a\n"),
    many(" a\n"),
    many("%a\n"),
    many("!a "),
    many("*a "),
    many("a: \"\\u0041"),
    behind("title: \"", "a\n\n"),
    many("\ta"),
    // Parts that are read one by one.
    many("a№: b: c\n"),
    many("a№: [b\n"),
    behind("a: b: c\n", "  - a\n"),
    behind("a: b: c\n", "linkTitle: a№\n"),
    behind("othertitles:\n", "- a№\n"),
    behind("aliases:\n", "- /a№\n"),
    many("a№: {b: [c, {d: e}]}\n"),
    many("date: 27 May 2024 "),
    many("applies_to№: a\n"),
];

/// The same in JSON.
pub const JSON: &[Shape] = &[
    many("\"key№\": \"a\",\n"),
    many("\"key№\": 5.50,\n"),
    many("\"key№\": {\"a\": [1, 2]},\n"),
    behind("\"a\": ", "["),
    behind("\"a\": ", "{\"a\":"),
    behind("\"a\": \"", "\\ud83d\\ude00"),
    behind("\"a\": [", "1, "),
    many("\t\"a№\": 1,\n"),
    many("}\n"),
];

/// Guides, and what stands in their texts.
pub const GUIDES: &[Shape] = &[
    many("a№ = 1\n"),
    many("a.b№.c = 1\n"),
    many("a."),
    many("[a№]\n"),
    many("[[question]]\nid = \"q№\"\n"),
    many("[[question]]\nid = \"q№\"\nask = \"a\"\nkind = \"yes_no\"\nrules = []\n"),
    many("["),
    many("[["),
    behind("a = ", "["),
    behind("a = ", "{a="),
    many("a = \"\\u0041"),
    many("a = '''b"),
    many("\"a\"."),
    many("# a\n"),
    many("a = [1, "),
    many("{"),
    many("{a"),
    many("{{"),
    many("}"),
    many("{a} "),
    many("{a\n"),
    closed("{", "}"),
    many("a = 1_0\n"),
    many("a = 1999-05-27T01:02:03\n"),
];

/// Queries, of which 512 bytes are read.
pub const QUERIES: &[Shape] = &[
    many("a"),
    many("exchange "),
    many("exchange server connector fails "),
    many("w№ "),
    many("exchagne servre "),
    many("outlookexpress "),
    many("con* "),
    many("a* "),
    many("\""),
    many("\"exchange server\" "),
    many("\"a"),
    many("-"),
    many("-a "),
    many("event:№ "),
    many("event:68 source:CCMC "),
    many("product:\"exchange server\" "),
    many("product:\"a "),
    many("year:1999 "),
    many("year:>1998 "),
    many("code:0x№ "),
    many("event № "),
    many("event1,"),
    many("Event ID: 68 Source: CCMC "),
    many("0x80040111 "),
    many("0x"),
    many("stop 1e "),
    many("Q1№ "),
    many("Q168465 "),
    many("VPN-№ "),
    many("aB"),
    many("a-b.c:d "),
    many("BSOD "),
    many("blue screen "),
    many("e\u{301}"),
    many("é "),
    many(":"),
    many("a:"),
    many("("),
    many("\\"),
    many(" "),
    behind(" ", "exchange "),
];

/// Files of several documents.
pub const DOCUMENTS: &[Shape] = &[
    many("DOCUMENT:Q1№  02-MAY-1999\nTITLE   :The Lamp\n\na\n\n"),
    many("DOCUMENT:Q10001  02-MAY-1999\nTITLE   :The Lamp\n\na\n\n"),
    behind("DOCUMENT:?\nTITLE :a\n", "DOCUMENT:Q1№\nTITLE :a\n"),
    many("DOCUMENT:\n"),
];

/// Lines of a quoted event.
pub const EVENTS: &[Shape] = &[
    many("a"),
    many("a b\n"),
    many("\nEvent ID: 5"),
    many("\nEvent ID: № Source: Abc "),
    many("\nSource: a№"),
    many("\nLabel №: a"),
    many("\n  a"),
    many(": "),
    many("event 1-64 "),
    behind("a", "\nEvent ID: №"),
];
