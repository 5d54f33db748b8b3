import Glibc

/// The clock on the wall, which people and other programs can set.
///
/// Source: clock_gettime(2) `CLOCK_REALTIME`.
package enum WallClock {
  /// Nanoseconds since 1970 in UTC.
  package static func now() -> Int64 {
    Clock.read(CLOCK_REALTIME)
  }
}

/// A clock that counts since the boot, also while the machine is suspended, and that nobody sets.
///
/// Source: clock_gettime(2) `CLOCK_BOOTTIME`.
package enum BootClock {
  /// Nanoseconds since the boot.
  package static func now() -> Int64 {
    Clock.read(CLOCK_BOOTTIME)
  }
}

enum Clock {
  /// The call has no way to fail for these clocks and a valid address.
  static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
