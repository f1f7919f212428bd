//! Work in parts on as many threads as the machine has cores.

use std::sync::Mutex;

/// Does the same with every part and gives the results in the order of the
/// parts. Threads last as long as the call. One part, or one core, needs none.
pub(super) fn each<P: Send, R: Send>(parts: Vec<P>, work: impl Fn(P) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let helpers = cores.min(parts.len()).saturating_sub(1);
    if helpers == 0 {
        return parts.into_iter().map(work).collect();
    }
    let mut results: Vec<Option<R>> = Vec::new();
    results.resize_with(parts.len(), || None);
    let places = Mutex::new(parts.into_iter().zip(results.iter_mut()));
    let take_all = || {
        loop {
            // A lock is poisoned only where a part panicked, which ends all.
            let next = places.lock().map(|mut places| places.next());
            let Ok(Some((part, place))) = next else {
                return;
            };
            *place = Some(work(part));
        }
    };
    std::thread::scope(|scope| {
        for number in 1..=helpers {
            // Without the helper, this thread does its parts too.
            let _ = std::thread::Builder::new()
                .name(format!("store-{number}"))
                .spawn_scoped(scope, take_all);
        }
        take_all();
    });
    results.into_iter().flatten().collect()
}

/// Cuts `0..len` into ranges of `size`, the last one shorter.
pub(super) fn ranges(len: usize, size: usize) -> Vec<std::ops::Range<usize>> {
    (0..len)
        .step_by(size)
        .map(|from| from..(from + size).min(len))
        .collect()
}
