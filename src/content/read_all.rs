//! Reads all files of a listing with several threads and passes on their contents, in order.

use super::{
    fetch::LARGEST_ARTICLE,
    file::Content,
    listing::Listing,
    ordered::{Share, in_order},
};

/// Files that are read at once. What is read from a file may be many times as large as the file, so
/// their bytes are bounded: of the usual ones 64 are no more than a thread reads at once, of the
/// largest four are read in all threads together.
const AT_ONCE: Share = Share {
    items: 64,
    weight: 1 << 20,
    ahead: 4 * LARGEST_ARTICLE,
};

/// Reads every article and guide of the layers in several threads and hands them over in order.
pub fn read_layers(listing: &Listing<'_>, take: impl FnMut(Content)) {
    work_on(listing, || (), |(), content| content, take);
}

/// The same, with `work` done on each file in the thread that reads it, which has a state of its
/// own.
pub fn work_on<S, R: Send>(
    listing: &Listing<'_>,
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, Content) -> R + Sync,
    take: impl FnMut(R),
) {
    in_order(
        &listing.files,
        |(_, file)| file.size.min(LARGEST_ARTICLE),
        AT_ONCE,
        begin,
        |state, (layer, file)| work(state, listing.read(*layer, file)),
        take,
    );
}
