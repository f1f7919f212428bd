//! Times of pieces of work.

use std::time::Instant;

/// Milliseconds that a piece of work takes, sorted, and what it gave last.
pub(crate) fn timed<T>(times: usize, mut work: impl FnMut(usize) -> T) -> (Vec<f64>, Option<T>) {
    let mut last = None;
    let mut taken: Vec<f64> = (0..times)
        .map(|time| {
            let start = Instant::now();
            let made = std::hint::black_box(work(time));
            let taken = start.elapsed().as_secs_f64() * 1000.0;
            last = Some(made);
            taken
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    (taken, last)
}

/// The milliseconds in so many hundredths of the cases at most.
pub(crate) fn percentile(taken: &[f64], hundredths: usize) -> f64 {
    let at = taken.len() * hundredths / 100;
    taken.get(at).or(taken.last()).copied().unwrap_or(0.0)
}
