//! Work on several threads whose results come back in the order in which it
//! was given out.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;

/// Pieces of work that wait or are done but not taken in, beside those that
/// the threads have in hand. Fewer would let threads wait for the next piece;
/// more would hold more of a file in memory.
const AHEAD: usize = 2;

/// Takes pieces of work from `give` until there is none, does each on some
/// thread, and hands the results to `take` in the order of the pieces. `give`
/// and `take` run on the calling thread; an error of either ends everything.
/// Each thread has a state of its own, which `state` makes.
pub(in crate::formats) fn in_order<T, R, S, E>(
    mut give: impl FnMut() -> Result<Option<T>, E>,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
{
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (hand_out, pieces) = channel::<(u64, T)>();
    let (hand_back, results) = channel();
    let pieces = Mutex::new(pieces);
    thread::scope(|scope| {
        // Dropped at the end of this closure, which ends the threads.
        let hand_out = hand_out;
        let mut started = 0;
        for _ in 0..threads {
            let hand_back = hand_back.clone();
            let (pieces, state, work) = (&pieces, &state, &work);
            let body = move || {
                let mut state = state();
                loop {
                    let piece = match pieces.lock() {
                        Ok(pieces) => pieces.recv(),
                        Err(_) => return,
                    };
                    let Ok((nth, piece)) = piece else { return };
                    let result = catch_unwind(AssertUnwindSafe(|| work(&mut state, piece)));
                    if hand_back.send((nth, result)).is_err() {
                        return;
                    }
                }
            };
            let thread = thread::Builder::new().name("read-blocks".to_owned());
            started += usize::from(thread.spawn_scoped(scope, body).is_ok());
        }
        let mut here = (started == 0).then(&state);
        let (mut given, mut taken) = (0_u64, 0_u64);
        let mut is_over = false;
        let mut waiting = BTreeMap::new();
        loop {
            while !is_over && given - taken < (started + AHEAD) as u64 {
                match (give()?, &mut here) {
                    (None, _) => is_over = true,
                    // Not one thread could be started.
                    (Some(piece), Some(state)) => take(work(state, piece))?,
                    (Some(piece), None) => {
                        // The threads take pieces for as long as this side is there.
                        let _ = hand_out.send((given, piece));
                        given += 1;
                    }
                }
            }
            if given == taken {
                return Ok(());
            }
            let Ok((nth, result)) = results.recv() else {
                return Ok(());
            };
            waiting.insert(nth, result);
            while let Some(result) = waiting.remove(&taken) {
                taken += 1;
                take(result.unwrap_or_else(|panic| resume_unwind(panic)))?;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        let mut pieces = 0..1_000_u64;
        let mut taken = Vec::new();
        let done: Result<(), ()> = in_order(
            || Ok(pieces.next()),
            || 0_u64,
            |seen, piece| {
                *seen += 1;
                // Some take longer than others.
                (0..piece % 7 * 1_000).fold(piece, |sum, _| std::hint::black_box(sum))
            },
            |result| {
                taken.push(result);
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        assert!(taken.into_iter().eq(0..1_000));
    }

    #[test]
    fn an_error_ends_the_work() {
        let mut given = 0;
        let done = in_order(
            || {
                given += 1;
                Ok(Some(given))
            },
            || (),
            |(), piece| piece,
            |result| if result == 20 { Err("enough") } else { Ok(()) },
        );
        assert_eq!(done, Err("enough"));
    }

    #[test]
    fn a_panic_in_a_thread_is_one_of_the_caller() {
        let mut pieces = 0..10;
        let caught = catch_unwind(AssertUnwindSafe(|| {
            in_order::<_, _, _, ()>(
                || Ok(pieces.next()),
                || (),
                |(), piece| assert!(piece != 5, "five"),
                |()| Ok(()),
            )
        }));
        assert!(caught.is_err());
    }
}
