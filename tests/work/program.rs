//! Proves that work is linear in the input: everything that reads a stranger's bytes reads hostile
//! texts of one size and of sixteen times that size, and must not do much more than sixteen times
//! the work.
//!
//! Work is counted as machine instructions, by Valgrind. That is the only measure that catches
//! every kind of waste (a text that is searched again from every position, a list that is copied, a
//! library that is slower than it claims), needs nothing in the product, and is nearly the same on
//! every run, however busy the machine. `tests/work/run` says how to run it.

#![expect(
    clippy::expect_used,
    reason = "a test, which ends where anything fails"
)]

mod readers;
mod shapes;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    hint::black_box,
    path::Path,
    process::{Command, ExitCode, Stdio},
    thread,
};

use fixpath::{
    article::Format,
    audience::Audience,
    layer::Layer,
    snapshot::{DataFolder, Progress, last_good},
};
use readers::Readers;
use shapes::Shape;

/// The sizes of a text in bytes; small ones, too, since something that is read repeatedly may have
/// a limited length.
const BYTES: [usize; 3] = [1 << 7, 1 << 11, 1 << 15];
/// The size of a text whose work still grew too much up to the last of these.
const LARGEST: usize = 1 << 19;
/// The sizes of a query in bytes.
const QUERY_BYTES: [usize; 2] = [1 << 5, 1 << 9];
/// The numbers of files in a folder, or of articles.
const FILES: [usize; 3] = [12, 12 << 4, 12 << 8];
/// How many times larger each size is.
const STEP: f64 = 16.0;
/// How much more work than that is allowed, for sorting, growing, and the first words of a kind.
const SLACK: f64 = 1.5;
/// And this many more instructions per byte: something that costs almost nothing may cost a little
/// more.
const MORE: u64 = 200;
/// Fewer instructions are not judged: they are the cost of starting.
const FLOOR: u64 = 2_000_000;
/// The most instructions per byte that a step may need, however they grow.
const DEAREST: u64 = 8_000;
/// The same for a query, of which 512 bytes are read: each word that no article has is looked up
/// with every possible typo.
const DEAREST_QUERY: u64 = 400_000;

/// How many processes share the texts.
const SHARES: usize = 2;
/// The function whose instructions are counted.
const COUNTED: &str = "work::count_these";
/// The share of a process.
const SHARE: &str = "FIXPATH_WORK_SHARE";
/// The texts that a process reads once more in a larger size: one name per line.
const DOUBTED: &str = "FIXPATH_WORK_DOUBTED";
/// Where the measured process finds what the other has prepared.
const FOLDER: &str = "FIXPATH_WORK";

fn main() -> ExitCode {
    if let Some(folder) = env::var_os(FOLDER) {
        read_all(Path::new(&folder));
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    make_ready(folder.path());
    let counts = count(folder.path(), "");
    let (doubts, mut faults): (Vec<_>, Vec<_>) = faults(&counts)
        .into_iter()
        .partition(|fault| fault.is_doubted);
    if !doubts.is_empty() {
        let shapes: BTreeSet<&str> = doubts.iter().map(|doubt| &*doubt.shape).collect();
        let shapes: Vec<&str> = shapes.into_iter().collect();
        faults.extend(self::faults(&count(folder.path(), &shapes.join("\n"))));
    }
    for fault in &faults {
        println!("{}", fault.text);
    }
    println!(
        "{} texts were read, {} of them with too much work",
        by_step(&counts).len(),
        faults.len()
    );
    ExitCode::from(u8::from(!faults.is_empty()))
}

/// Makes an index, and folders with many files.
fn make_ready(folder: &Path) {
    let data = DataFolder::open(&folder.join("data"), Audience::Staff).expect("a data folder");
    let built = data.build(&[Layer::Builtin], &Progress::default());
    built.expect("an index of the built-in articles");
    for files in FILES {
        for (place, inner) in [("root", ""), ("own", "LAMP-1")] {
            let place = folder.join(format!("{place}-{files}"));
            fs::create_dir_all(place.join(inner)).expect("a folder");
            let link = |number: usize| format!("[a](f{number}.png) [b](g{number}.png)\n");
            let links: String = (0..files).map(link).collect();
            let article = format!("---\nid: LAMP-1\ntitle: a\n---\n\n{links}");
            fs::write(place.join(inner).join("LAMP-1.md"), article).expect("an article");
            for number in 0..files {
                fs::write(place.join(inner).join(format!("f{number}.png")), "").expect("a file");
            }
        }
    }
}

/// A step, its input, and how many times larger that was than the smallest.
type Step = (String, String, usize);

/// Runs this program itself in Valgrind, once for each share of the texts in parallel, with all
/// texts or only the doubtful ones; returns the instructions of each step.
fn count(folder: &Path, doubted: &str) -> Vec<(Step, u64)> {
    let run = |share: usize| {
        let counts = folder.join(format!("counts-{share}"));
        let program = Command::new("valgrind")
            .args(["--tool=callgrind", "--combine-dumps=yes", "--dump-line=no"])
            .arg(format!("--toggle-collect={COUNTED}"))
            .arg(format!("--dump-after={COUNTED}"))
            .arg(format!("--callgrind-out-file={}", counts.display()))
            .arg(format!("--log-file={}", folder.join("log").display()))
            .arg(env::current_exe().expect("this program"))
            .args(env::args().skip(1))
            .env(FOLDER, folder)
            .env(SHARE, share.to_string())
            .env(DOUBTED, doubted)
            .stderr(Stdio::inherit())
            .output()
            .expect("Valgrind is installed");
        assert!(program.status.success(), "the readers end well");
        let counts = fs::read_to_string(counts).expect("counts");
        let counts = counts
            .lines()
            .filter_map(|line| line.strip_prefix("totals: "));
        let counts: Vec<u64> = counts
            .filter_map(|count| count.trim().parse().ok())
            .collect();
        let steps = String::from_utf8(program.stdout).expect("text");
        let steps: Vec<Step> = steps.lines().map(step).collect();
        assert!(counts.len() >= steps.len(), "a count a step");
        steps.into_iter().zip(counts).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let runs: Vec<_> = (0..SHARES)
            .map(|share| scope.spawn(move || run(share)))
            .collect();
        let ended = runs
            .into_iter()
            .map(|run| run.join().expect("a run that ends"));
        ended.flatten().collect()
    })
}

fn step(line: &str) -> Step {
    let mut parts = line.split('\t');
    let mut part = || parts.next().expect("a line of three parts").to_owned();
    (part(), part(), part().parse().expect("a number"))
}

/// A text that causes too much work.
struct Fault {
    shape: String,
    /// The message about it.
    text: String,
    /// Whether it is a fault only if the work continues to grow like this. Growth may have an end:
    /// for example, if only the first thousand of something are treated in a different way. Limited
    /// work is judged by its cost.
    is_doubted: bool,
}

/// The counts of each step and shape, by size.
fn by_step(counts: &[(Step, u64)]) -> BTreeMap<(&str, &str), Vec<(usize, u64)>> {
    let mut by_step: BTreeMap<(&str, &str), Vec<(usize, u64)>> = BTreeMap::new();
    for ((step, shape, size), count) in counts {
        let counts = by_step.entry((step, shape)).or_default();
        counts.push((*size, *count));
    }
    by_step
}

/// The steps that do too much work.
fn faults(counts: &[(Step, u64)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for ((step, shape), counts) in &by_step(counts) {
        let mut has_grown = false;
        for pair in counts.windows(2) {
            let [(smaller, few), (size, many)] = pair else {
                continue;
            };
            let growth = *many as f64 / (*few).max(1) as f64;
            let (each, before) = (many / *size as u64, few / *smaller as u64);
            let is_query = QUERY_BYTES.contains(size);
            let grows = !is_query && growth > STEP * SLACK && each > before + MORE;
            let dearest = match *step {
                _ if is_query => DEAREST_QUERY,
                _ => DEAREST,
            };
            // Each file or article has a different cost.
            let are_files = FILES.contains(size);
            let is_dear = !are_files && each > dearest;
            let is_certain = has_grown || are_files || *size == LARGEST;
            // Growth that appears for the first time is examined again at the next size.
            let is_seen_again = grows && !is_certain && BYTES.last() != Some(size);
            has_grown = grows;
            if *many > FLOOR && (is_dear || grows && !is_seen_again) {
                faults.push(Fault {
                    shape: (*shape).to_owned(),
                    text: format!(
                        "{step}: {shape}: {growth:.1} times the work for {STEP} times the input, {each} instructions each of {size}"
                    ),
                    is_doubted: !is_dear && !is_certain,
                });
            }
        }
    }
    faults
}

/// Reads the texts of a share with every reader for them. Measured steps are reported in the order
/// of the counts.
fn read_all(folder: &Path) {
    let snapshot = last_good(&folder.join("data"), &[Layer::Builtin], Audience::Staff)
        .expect("the index made");
    let mut readers = Readers::new(snapshot);
    let share = env::var(SHARE).ok().and_then(|share| share.parse().ok());
    let only = env::args().nth(1).unwrap_or_default();
    let doubted = env::var(DOUBTED).unwrap_or_default();
    let mut turn = 0;
    let mut is_ours = || {
        turn += 1;
        share.is_none_or(|share: usize| turn % SHARES == share)
    };
    let mut read = |shapes: &[&[Shape]], sizes: &[usize], one: &mut Reader<'_>| {
        let larger = [BYTES[2], LARGEST];
        let sizes = if doubted.is_empty() { sizes } else { &larger };
        for shape in shapes.iter().copied().flatten().filter(|_| is_ours()) {
            let name = shape.name();
            let is_doubted = doubted.is_empty() || doubted.lines().any(|one| one == name);
            if !name.contains(&only) || !is_doubted {
                continue;
            }
            // Patterns and tables are prepared on first use, which doesn't count as work for a
            // text.
            one(&shape.text(sizes[0]), &mut |_, work| work());
            for size in sizes {
                let told = |step: &str| println!("{step}\t{name}\t{size}");
                one(&shape.text(*size), &mut |step, work| {
                    told(step);
                    count_these(work);
                });
            }
        }
    };
    let texts = shapes::TEXTS;
    read(&[texts], &BYTES, &mut |text, count| {
        readers.text(text, count)
    });
    for written in WRITTEN {
        read(written.shapes, &BYTES, &mut |text, count| {
            let is_indented = written.format == Format::ArchiveMarkdown;
            let text = text.replace('\n', if is_indented { "\n\t" } else { "\n" });
            let source = format!("{}{text}{}", written.before, written.after);
            let kind = (written.kind, written.is_whole);
            readers.articles(kind, written.format, &source, count);
        });
    }
    read(
        &[texts, shapes::MARKDOWN, shapes::HTML],
        &BYTES,
        &mut readers::html_page,
    );
    read(&[shapes::GUIDES], &BYTES, &mut readers::guide);
    read(&[shapes::FIELDS], &BYTES, &mut readers::synonyms);
    if !doubted.is_empty() {
        return;
    }
    read(&[shapes::QUERIES], &QUERY_BYTES, &mut |query, count| {
        readers.query(query, count)
    });
    for files in FILES
        .into_iter()
        .filter(|_| share.is_none_or(|share| share == 0))
    {
        for place in ["root", "own"] {
            readers::folder(
                &folder.join(format!("{place}-{files}")),
                &mut |step, work| {
                    println!("{step}\t{place}\t{files}");
                    count_these(work);
                },
            );
        }
        readers::sources(files, &mut |step, work| {
            println!("{step}\t\t{files}");
            count_these(work);
        });
    }
}

type Reader<'r> = dyn FnMut(&str, readers::Count<'_>) + 'r;

/// A way of writing an article.
struct Written {
    kind: &'static str,
    shapes: &'static [&'static [Shape]],
    format: Format,
    /// Whether tables and pages are made from it, too: for the same words written in another way,
    /// that would be the same work.
    is_whole: bool,
    before: &'static str,
    after: &'static str,
}

const WRITTEN: &[Written] = &[
    Written {
        kind: "own",
        shapes: &[shapes::TEXTS, shapes::MARKDOWN],
        format: Format::Own,
        is_whole: true,
        before: "---\nid: LAMP-1\ntitle: a\n---\n\n## Cause\n\n",
        after: "\n",
    },
    Written {
        kind: "own, an event",
        shapes: &[shapes::EVENTS],
        format: Format::Own,
        is_whole: true,
        before: "---\nid: LAMP-1\ntitle: a\n---\n\n```event\nEvent ID: 5\nSource: a",
        after: "\n```\n",
    },
    Written {
        kind: "own, a table",
        shapes: &[shapes::FIELDS],
        format: Format::Own,
        is_whole: true,
        before: "---\nid: LAMP-1\ntitle: a\n---\n\n|a|\n|-|\n|",
        after: "|\n",
    },
    Written {
        kind: "own, front matter",
        shapes: &[shapes::FRONT_MATTERS],
        format: Format::Own,
        is_whole: true,
        before: "---\nid: LAMP-1\n",
        after: "\n---\n\na\n",
    },
    Written {
        kind: "own, front matter in TOML",
        shapes: &[shapes::GUIDES],
        format: Format::Own,
        is_whole: false,
        before: "+++\nid = \"LAMP-1\"\n",
        after: "\n+++\n\na\n",
    },
    Written {
        kind: "own, front matter in JSON",
        shapes: &[shapes::FRONT_MATTERS, shapes::JSON],
        format: Format::Own,
        is_whole: false,
        before: ";;;\n\"id\": \"LAMP-1\",\n",
        after: "\n;;;\n\na\n",
    },
    Written {
        kind: "Markdown",
        shapes: &[shapes::TEXTS, shapes::LAYOUT],
        format: Format::ArchiveMarkdown,
        is_whole: false,
        before: "---\npermalink: /kb/010/Q10999/\n---\n\n## Q10999: The Lamp\n\n{% raw %}\n\n\tArticle: Q10999\n\t\n\t",
        after: "\n\n{% endraw %}\n",
    },
    Written {
        kind: "Markdown, a title",
        shapes: &[shapes::FIELDS],
        format: Format::ArchiveMarkdown,
        is_whole: false,
        before: "## Q10999: ",
        after: "\n\n{% raw %}\n\n\tArticle: Q10999\n\t\n\ta\n\n{% endraw %}\n",
    },
    Written {
        kind: "Markdown, products",
        shapes: &[shapes::FIELDS],
        format: Format::ArchiveMarkdown,
        is_whole: false,
        before: "{% raw %}\n\tArticle: Q10999\n\tProduct(s): ",
        after: "\n\t\n\ta\n\n{% endraw %}\n",
    },
    Written {
        kind: "Markdown, versions",
        shapes: &[shapes::FIELDS],
        format: Format::ArchiveMarkdown,
        is_whole: false,
        before: "{% raw %}\n\tArticle: Q10999\n\tVersion(s): ",
        after: "\n\t\n\ta\n\n{% endraw %}\n",
    },
    Written {
        kind: "Markdown, keywords",
        shapes: &[shapes::FIELDS],
        format: Format::ArchiveMarkdown,
        is_whole: true,
        before: "{% raw %}\n\tArticle: Q10999\n\tKeyword(s): ",
        after: "\n\t\n\ta\n\n{% endraw %}\n",
    },
    Written {
        kind: "Markdown, facts",
        shapes: &[shapes::FACTS],
        format: Format::ArchiveMarkdown,
        is_whole: true,
        before: "{% raw %}\n\tArticle: Q10999\n\t",
        after: "\n\t\n\ta\n\n{% endraw %}\n",
    },
    Written {
        kind: "Markdown, applies to",
        shapes: &[shapes::FIELDS, shapes::FACTS],
        format: Format::ArchiveMarkdown,
        is_whole: false,
        before: "{% raw %}\n\tArticle: Q10999\n\t\n\t---------------------------------------------------------------\n\tThe information in this article applies to:\n\t\n\t",
        after: "\n\t---------------------------------------------------------------\n\t\n\ta\n\n{% endraw %}\n",
    },
    Written {
        kind: "Markdown, a trailer",
        shapes: &[shapes::FACTS],
        format: Format::ArchiveMarkdown,
        is_whole: false,
        before: "{% raw %}\n\tArticle: Q10999\n\t\n\ta\n\t\n\tAdditional query words: b\n\t===============================================================\n\t",
        after: "\n\t===============================================================\n\n{% endraw %}\n",
    },
    Written {
        kind: "Markdown, query words",
        shapes: &[shapes::FIELDS],
        format: Format::ArchiveMarkdown,
        is_whole: false,
        before: "{% raw %}\n\tArticle: Q10999\n\t\n\ta\n\t\n\tAdditional query words: ",
        after: "\n\n{% endraw %}\n",
    },
    Written {
        kind: "text",
        shapes: &[shapes::LAYOUT],
        format: Format::ArchiveText,
        is_whole: true,
        before: "DOCUMENT:Q10999  02-MAY-1999  [lamp]\nTITLE   :The Lamp\nPRODUCT :Lamp\n\n",
        after: "\nTHE INFORMATION PROVIDED IN THE MICROSOFT KNOWLEDGE BASE IS MEANT WELL.\n",
    },
    Written {
        kind: "text, a head",
        shapes: &[shapes::FACTS],
        format: Format::ArchiveText,
        is_whole: false,
        before: "DOCUMENT:Q10999  02-MAY-1999  [lamp]\n",
        after: "\n\na\n",
    },
    Written {
        kind: "text, many",
        shapes: &[shapes::DOCUMENTS],
        format: Format::ArchiveText,
        is_whole: true,
        before: "",
        after: "\n",
    },
];

/// The one function whose instructions Valgrind counts.
#[inline(never)]
fn count_these(work: &mut dyn FnMut()) {
    work();
    black_box(());
}
