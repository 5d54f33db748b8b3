import Glibc

/// A clock that only goes forward, for timers.
///
/// It does not count the time in which the machine is suspended, so that nothing seems overdue after a
/// pause. Source: W6, clock_gettime(2) `CLOCK_MONOTONIC`.
package enum MonotonicClock {
  /// Nanoseconds since some moment before the process began; comparable until the next boot.
  package static func now() -> Int64 {
    Clock.read(CLOCK_MONOTONIC)
  }
}
