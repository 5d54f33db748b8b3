/// A stretch of time, in whole nanoseconds.
///
/// Not `Duration`: that counts attoseconds in 128 bits, and a stored or compared time wants one integer.
/// Source: DESIGN 6 (durations are numbers with a unit).
package struct Interval: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The length, in nanoseconds.
  package let nanoseconds: Int64

  /// Makes an interval of so many nanoseconds.
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Reads a number with a unit (`ms`, `s`, `m`, `h`, `d`), such as `250ms` or `1.5s`; nil for any other text.
  package init?(_ text: String) {
    guard let nanoseconds = Quantity.parse(text, units: Self.units) else { return nil }
    self.nanoseconds = nanoseconds
  }

  /// The interval in the largest unit that divides it: `90d`, `250ms`.
  package var description: String {
    nanoseconds == 0 ? "0s" : Quantity.describe(nanoseconds, units: Self.units, smallest: "ns")
  }

  /// So many milliseconds.
  package static func milliseconds(_ count: Int64) -> Interval { Interval(nanoseconds: count * 1_000_000) }
  /// So many seconds.
  package static func seconds(_ count: Int64) -> Interval { milliseconds(count * 1000) }
  /// So many minutes.
  package static func minutes(_ count: Int64) -> Interval { seconds(count * 60) }
  /// So many hours.
  package static func hours(_ count: Int64) -> Interval { minutes(count * 60) }
  /// So many days of 24 hours.
  package static func days(_ count: Int64) -> Interval { hours(count * 24) }

  /// By length.
  package static func < (left: Interval, right: Interval) -> Bool { left.nanoseconds < right.nanoseconds }

  private static let units: KeyValuePairs<String, Int64> = [
    "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
    "d": 86_400_000_000_000,
  ]
}
