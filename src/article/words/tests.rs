//! Planted losses, and texts in which nothing is lost.

use super::*;
use crate::article::read;

/// The article of a file `lamp.md`.
fn article(source: &str) -> Article {
    let id = crate::evidence::ArticleId::of_path("desk/lamp").unwrap();
    read(Format::Own, source.as_bytes(), "lamp.md", Some(&id))
        .0
        .remove(0)
}

fn lost_between(source: &str, read: &str) -> Option<Loss> {
    lost(source.as_bytes(), Format::Own, &article(read))
}

/// Every kind of text, in the words that all texts have in common.
const SOURCE: &str = r#"---
title: The lamp of the desk
tags: [desk]
---

# The lamp of the desk

It is on, and it is **hot** at the [end](https://a.example/end "of it").

It is on, and it is cold.

## Cause of it

- It is on the desk.
- It is off the desk.
  1. It is by the desk.

| It | Is |
|----|----|
| on | `the desk` |
| off | it |

### Is it on

![It is on](on.png) <img src="off.png" alt="It is off">

```powershell
It-Is -On "the desk"
```

    It is code

> It is said.

> [!NOTE] Of the desk
> It is on.

!!! tip "Of it"
    It is off.

??? note "More of it"
    It is folded.

=== "By the desk"

    It is here.

:::warning[On the desk]
It is hot.
:::

::::image source="a.png" alt-text="It is far":::

<details><summary>Of the lamp</summary>

It is hidden.

</details>

{{< alert title="At the desk" >}}
It is alive.
{{< /alert >}}

<Tabs><TabItem label="Off the desk">

It is there.

</TabItem></Tabs>

<table><tr><td>It is</td><td>in it</td></tr></table>

It is noted[^1] and ==marked== &amp; kept <Desk> of [[The desk|it]] and [it is][desk].

It
: is the desk

[^1]: It is below.

[desk]: https://a.example/desk

```event
Event ID: 68
Description: It is on
```
"#;

#[test]
fn every_loss_is_found() {
    assert_eq!(lost_between(SOURCE, SOURCE), None);
    let mut unnoticed = Vec::new();
    for (part, left) in [
        ("[end]", "[on]"),
        ("**hot**", ""),
        ("It is on, and it is cold.\n", ""),
        ("## Cause of it\n", ""),
        ("- It is on the desk.\n", ""),
        ("- It is off the desk.\n", ""),
        ("  1. It is by the desk.\n", ""),
        ("| It | Is |", "| It | |"),
        ("| on | `the desk` |", "| on | |"),
        ("| off | it |\n", ""),
        ("### Is it on\n", ""),
        ("![It is on]", "![]"),
        ("alt=\"It is off\"", ""),
        ("It-Is -On \"the desk\"\n", ""),
        ("    It is code\n", ""),
        ("> It is said.\n", ""),
        (" Of the desk", ""),
        ("> It is on.", ">"),
        ("tip \"Of it\"", "tip"),
        ("    It is off.\n", ""),
        ("\"More of it\"", ""),
        ("    It is folded.\n", ""),
        ("\"By the desk\"", "\"\""),
        ("    It is here.\n", ""),
        ("[On the desk]", ""),
        ("It is hot.\n", ""),
        ("alt-text=\"It is far\"", ""),
        ("Of the lamp", ""),
        ("It is hidden.\n", ""),
        ("title=\"At the desk\"", ""),
        ("It is alive.\n", ""),
        ("label=\"Off the desk\"", ""),
        ("It is there.\n", ""),
        ("<td>in it</td>", ""),
        ("==marked==", ""),
        ("<Desk>", ""),
        ("|it]]", "|]]"),
        ("[it is][desk]", ""),
        (": is the desk", ""),
        ("It is below.", ""),
        ("Description: It is on\n", ""),
    ] {
        assert!(SOURCE.contains(part), "{part}");
        if lost_between(SOURCE, &SOURCE.replacen(part, left, 1)).is_none() {
            unnoticed.push(part);
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
}

#[test]
fn what_has_moved_is_found_and_the_place_is_named() {
    let read = "---\ntitle: A\n---\n\n## One\n\na\n\n## Two\n\nb\n";
    let source = "---\ntitle: A\n---\n\n## Two\n\nb\n\n## One\n\na\n";
    let loss = lost_between(source, read).unwrap();
    assert_eq!(loss.line, 9);
    assert_eq!(
        loss.message,
        "the word `One` in `Two b One a` has moved in the article"
    );
    let loss = lost_between(
        "first\n\nThe lamp is\nvery hot.\n",
        "first\n\nThe lamp is hot.\n",
    );
    let message = "the word `very` in `first The lamp is very hot` is missing in the article";
    assert_eq!(
        loss,
        Some(Loss {
            line: 4,
            message: message.to_owned()
        })
    );
}

/// Nothing counts as lost if only marks, targets, comments and templates are left out.
#[test]
fn what_is_not_shown_is_not_missed() {
    let mut lost = Vec::new();
    for source in [
        "---\nicon: x\n---\na",
        "+++\nx = 1\n+++\na",
        "{\n\"x\": 1\n}\na",
        "# **L**amp <!-- no -->\n\na\n",
        "Lamp\n====\n\n**B**ulb\n----\n\na",
        "a <!-- no\n\nno --> b {# no #} c %% no %% d {/* no */} e",
        "a [b](c_(d) \"e\") ![f\ng](h.png) [i][j] [j] [k][none] [l]\n\n[j]: m 'n'\n[l]:\n  o\n  \"p\"",
        "- [ ] a\n- [x] b\n\n1) c\n\n* * *\n\n- * d\n",
        "a[^1] b[^x] [^y] ![^z](q.png)\n\n[^x]: c\n\n    d\n[^1]: e\n",
        "T\n: d\n: e\n\nA\n: f",
        "H<sub>2</sub>O x<sup>th</sup> F<u>i</u>le re<wbr>set 5&#42;6 &eacute;t\\*\\_x &none; AT&T",
        "- a `b\n- c` <d> e\n\n| `f | g` |\n|---|---|\n| h | i |",
        "```js title=\"x\"\n<a href=\"b\">\n[c](d)\n```\ne\n\n~~~\n{{ f }}\n~~~",
        "- a\n\n  ```sh\n  b <c>\n  ```\n\n> ```\n> d\n\n```e\nf <!-- g -->",
        "1. a\n```vb\nb\n```\n\n2. c\n```vb\nd\n```",
        "!!! \"attention Mind the step.\"\n\n",
        "!!! note inline end\n    a\n\n!!! tip Mind it.\n    b\n\n!!! danger \"\"\n    c\n",
        "=== \"A\"\n\n    ```json\n    {\n<!--no-->\n    }\n    ```\n\nb",
        ":::note[A]{#b}\nc\n:::\n\n::: {.d}\ne\n:::\n\n:::moniker range=\"f\"\ng\n:::moniker-end\n",
        "> [!NOTE]\n> a\n\n> **Warning**\n> b\n\n> [!div class=\"c\"]\n> d",
        "a {{ b }} <%= c %> {% if d %} {{< e \"f\" >}} {% comment %}g{% endcomment %}\n{: .h #i }",
        "a [!INCLUDE [b](c.md)] [!VIDEO https://d.example]\n\n[TOC]\n\n* TOC\n{:toc}\n",
        "[a](b){ .md-button } `c`{.d} ![e](f.png){ width=\"300\" }\n\n## G {#h}",
        "[[A]] [[b#c|d]] ![[e.png]] ![[f.png|300]] ![[g.png|h]]",
        "<p align=\"center\"><img src=\"a.png\"></p> <abbr title=\"b\">c</abbr> <d> <e f> g < h",
        "<script>a</script><style>b</style>\n\n<iframe src=\"c\">d</iframe>\n\n<?e f?> g",
        "import A from 'b';\nexport const c = 1;\n\n# D\n\n<A e={[{f: '<g>'}]} title=\"h\">i</A>\n\n<J k=\"l\" />",
        "{{< figure src=\"a.png\" alt=\"B\" title=\"C\" caption=\"D\" >}}\n\n:::image source=\"e\" alt-text=\"F\":::",
        "a <https://b.example> c@d.example \\\\server\\<share> `e`f **g**_h_",
    ] {
        lost.extend(lost_between(source, source).map(|loss| (loss.message, source)));
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn losses_of_pages_are_found() {
    let source = "<!DOCTYPE html><html><head><title>Desk : Lamp</title></head><body><nav>No</nav>\
        <header>No</header><div id=\"main-content\"><h1>Lamp</h1><nav>No</nav><p>It is <b>h</b>ot &amp;\
        \nbright.</p><ul><li>one<li>two</ul><script>no()</script><!-- no --><table><tr><td>c<td>d\
        </table><img src=a.png alt=\"The cord\"><pre># it &lt;is&gt; [code](x)</pre></div>\
        <footer>No</footer></body></html>";
    let id = crate::evidence::ArticleId::of_path("desk/lamp").unwrap();
    let lost_of = |page: &str| {
        let read = read(Format::Html, page.as_bytes(), "lamp.html", Some(&id)).0;
        lost(source.as_bytes(), Format::Html, &read[0])
    };
    assert_eq!(lost_of(source), None);
    let whole = "<body><nav>No</nav><ol id=breadcrumbs><li>No</ol><h1>A</h1><p>b<aside>No</aside>";
    let read = read(Format::Html, whole.as_bytes(), "lamp.html", Some(&id)).0;
    assert_eq!(lost(whole.as_bytes(), Format::Html, &read[0]), None);
    for part in [
        "bright.",
        "<li>two",
        "<td>d",
        "alt=\"The cord\"",
        "&lt;is&gt;",
        "<b>h</b>",
    ] {
        assert!(lost_of(&source.replace(part, "")).is_some(), "{part}");
    }
}

/// Nothing is lost from the texts on which the Markdown reader is tested.
#[test]
fn nothing_is_lost_from_the_dialects() {
    let examples = include_str!("../../markup/markdown/dialects.txt");
    let mut lost = Vec::new();
    for example in examples.split("\n=====\n") {
        let (markdown, _) = example.split_once("\n-----\n").unwrap_or((example, ""));
        lost.extend(lost_between(markdown, markdown).map(|loss| (loss.message, markdown)));
    }
    assert!(lost.is_empty(), "{lost:#?}");
}
