//! Work over all cores whose outcome is that of one.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Does `work` for each of `items`, every core the next that no other took; the outcomes in the order of the items.
///
/// # Errors
/// The first error of each core ends its work; one of them is returned.
pub fn map<'i, I: Sync, T: Send, E: Send>(
    items: &'i [I],
    work: impl Fn(&'i I) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let next = AtomicUsize::new(0);
    let share = || -> Result<Vec<(usize, T)>, E> {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else { return Ok(done) };
            done.push((place, work(item)?));
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get()).min(items.len());
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(share)).collect();
        let mut done = share()?;
        for other in others {
            done.append(&mut other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok::<_, E>(done)
    })?;
    done.sort_unstable_by_key(|(place, _)| *place);
    Ok(done.into_iter().map(|(_, outcome)| outcome).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_in_order_and_errors_come_out() {
        let items: Vec<u32> = (0..1000).collect();
        assert_eq!(
            map(&items, |item| Ok::<u32, ()>(2 * item)).unwrap(),
            (0..1000).map(|item| 2 * item).collect::<Vec<_>>()
        );
        assert_eq!(map(&items, |item| if *item == 500 { Err(*item) } else { Ok(()) }), Err(500));
        assert_eq!(map(&[0; 0], |item| Err::<(), i32>(*item)), Ok(vec![]));
    }
}
