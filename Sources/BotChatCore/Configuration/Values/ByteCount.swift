/// A size, in bytes.
package struct ByteCount: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number of bytes.
  package let bytes: Int

  /// Makes a size of so many bytes.
  package init(bytes: Int) { self.bytes = bytes }

  /// Reads a number with a unit (`B`, `KiB`, `MiB`, `GiB`), such as `1MiB`; nil for any other text.
  package init?(_ text: String) {
    guard let bytes = Quantity.parse(text, units: Self.units) else { return nil }
    self.bytes = Int(bytes)
  }

  /// The size in the largest unit that divides it: `1MiB`, `1000B`.
  package var description: String { Quantity.describe(Int64(bytes), units: Self.units, smallest: "B") }

  /// So many binary kilobytes.
  package static func kibibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 10) }
  /// So many binary megabytes.
  package static func mebibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 20) }
  /// So many binary gigabytes.
  package static func gibibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 30) }

  /// By size.
  package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  private static let units: KeyValuePairs<String, Int64> = [
    "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
  ]
}
