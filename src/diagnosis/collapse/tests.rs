use super::*;

fn record(source: &str, id: u32, kind: &str, description: &str) -> EventRecord {
    EventRecord {
        source: Some(source.to_owned()),
        id: Some(id),
        kind: Some(kind.to_owned()),
        description: Some(description.to_owned()),
        ..EventRecord::default()
    }
}

fn collapse(records: &[EventRecord], most: usize) -> Collapsed {
    let mut collapser = Collapser::default();
    records
        .iter()
        .for_each(|record| collapser.add_record(record));
    collapser.finish(most)
}

#[test]
fn events_that_differ_only_in_slots_are_one_group() {
    let slots = |strings: &[&str]| EventRecord {
        strings: strings.iter().map(|&text| text.to_owned()).collect(),
        ..record("Lamp", 7, "Error", &strings.join(" "))
    };
    for (records, groups) in [
        (
            [
                record("Lamp", 7, "Error", "Failed at 10:05 in port 3."),
                record("LAMP", 7, "Error", "Failed at 11:05 in port 4."),
            ],
            1,
        ),
        (
            [
                record("Lamp", 7, "Error", "On."),
                record("Lamp", 7, "Error", "Off."),
            ],
            2,
        ),
        (
            [
                record("Lamp", 7, "Error", "On."),
                record("Lamp", 8, "Error", "On."),
            ],
            2,
        ),
        ([slots(&["one", "two"]), slots(&["three"])], 1),
    ] {
        assert_eq!(collapse(&records, 10).groups.len(), groups, "{records:?}");
    }
}

#[test]
fn what_differs_between_serious_events_of_a_group_is_kept() {
    let slots = |kind: &str, text: &str| EventRecord {
        strings: vec![text.to_owned()],
        ..record("Lamp", 7, kind, text)
    };
    let mut records = vec![slots("Error", "hall 1"), slots("Error", "stairs")];
    records.extend(["hall 2", "hall", "yard"].map(|text| slots("Error", text)));
    records.extend(["hall", "stairs"].map(|text| EventRecord {
        id: Some(8),
        ..slots("Information", text)
    }));
    let groups = collapse(&records, 10).groups;
    let seen = |group: &Group| -> Vec<(String, u64)> {
        let variants = group.spread.different().into_iter();
        variants
            .map(|one| (one.message_or_strings(), one.count))
            .collect()
    };
    let expect = [("hall 1", 3), ("stairs", 1), ("yard", 1)];
    assert_eq!(
        seen(&groups[0]),
        expect.map(|(text, count)| (text.to_owned(), count))
    );
    assert_eq!(seen(&groups[1]), []);
    let many: Vec<_> = ('a'..='z')
        .map(|c| slots("Error", &c.to_string()))
        .collect();
    let group = &collapse(&many, 10).groups[0];
    assert_eq!(group.spread.variants.len(), 8);
    assert_eq!(group.spread.other_variants, 18);
}

#[test]
fn the_most_frequent_and_the_most_serious_are_kept_and_all_are_counted() {
    let mut records = Vec::new();
    for id in 0..100 {
        records.push(record("Lamp", id, "Information", "On."));
    }
    records.push(record("Lamp", 50, "Information", "On."));
    records.push(record("Lamp", 100, "Critical", "Burnt."));
    let collapsed = collapse(&records, 2);
    let ids: Vec<_> = collapsed
        .groups
        .iter()
        .map(|group| group.event.id)
        .collect();
    assert_eq!(ids, [Some(50), Some(100)]);
    assert_eq!(
        collapsed.left_out,
        LeftOut {
            groups: 99,
            events: 99
        }
    );
    assert_eq!(collapsed.sources, [("Lamp".to_owned(), 102)]);
}

#[test]
fn memory_does_not_grow_with_the_kinds_of_events() {
    let mut collapser = Collapser::default();
    for id in 0..10_000 {
        collapser.add_record(&record(&format!("S{id}x"), id, "Error", "On."));
        assert!(collapser.groups.len() <= 2 * MAX_GROUPS);
        assert!(collapser.by_key.len() <= 2 * MAX_GROUPS);
    }
    let collapsed = collapser.finish(10);
    let kept: u64 = collapsed.groups.iter().map(|group| group.count).sum();
    assert_eq!(kept + collapsed.left_out.events, 10_000);
    let of_sources: u64 = collapsed.sources.iter().map(|(_, events)| events).sum();
    assert_eq!(of_sources + collapsed.other_sources, 10_000);
}

#[test]
fn what_is_read_separately_is_joined() {
    let at = |time: &str, computer: &str| EventRecord {
        time: Some(time.to_owned()),
        computer: Some(computer.to_owned()),
        ..record("Lamp", 7, "Error", "On.")
    };
    let early = at("2020-01-01T00:00:00Z", "A");
    let late = at("2020-01-02T00:00:00Z", "B");
    let mut collapser = Collapser::default();
    collapser.merge(collapse(std::slice::from_ref(&late), 10));
    collapser.merge(collapse(std::slice::from_ref(&early), 10));
    let merged = collapser.finish(10);
    let group = &merged.groups[0];
    assert_eq!((merged.groups.len(), group.count), (1, 2));
    assert_eq!(group.event, early);
    assert_eq!(group.spread.computers, ["B", "A"]);
    let span = group.spread.first.zip(group.spread.last);
    assert_eq!(span, Some((1_577_836_800, 1_577_923_200)));
    assert_eq!(merged.timeline.bins.len(), 97);
}
