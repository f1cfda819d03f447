//! Reads all files in a listing on several threads and passes on their contents, in order.

use super::{
    fetch::LARGEST_ARTICLE,
    file::Content,
    listing::Listing,
    ordered::{Share, in_order},
};

/// How many files are read at once. The content read from a file may be many times as large as the
/// file, so their bytes are limited: 64 usual files are the most that one thread reads at once, and
/// four of the largest are the most for all threads together.
const AT_ONCE: Share = Share {
    items: 64,
    weight: 1 << 20,
    ahead: 4 * LARGEST_ARTICLE,
};

/// Reads every article and guide of the layers on several threads and passes them on in order.
pub fn read_layers(listing: &Listing<'_>, take: impl FnMut(Content)) {
    work_on(listing, || (), |(), content| content, take);
}

/// Reads every article and guide like [`read_layers`]. The thread that reads a file also does
/// `work` on it, with a state of its own.
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
