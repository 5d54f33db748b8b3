/// A name that compares without case, and costs no allocation to compare.
///
/// Only ASCII letters fold: Unicode folding would make the Kelvin sign a `k`, and a stranger a known bot.
struct FoldedName: Hashable {
  /// The name as written.
  let text: String

  static func == (left: FoldedName, right: FoldedName) -> Bool {
    var (one, other) = (left.text, right.text)
    return one.withUTF8 { one in
      other.withUTF8 { other in
        one.count == other.count && one.indices.allSatisfy { folded(one[$0]) == folded(other[$0]) }
      }
    }
  }

  func hash(into hasher: inout Hasher) { hasher.combine(sum) }

  /// FNV-1a: the names are few and configured, so nobody can choose them to collide.
  var sum: UInt64 {
    var name = text
    return name.withUTF8 { bytes in
      bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64(Self.folded($1))) &* 0x100_0000_01B3 }
    }
  }

  /// A byte in lower case.
  static func folded(_ byte: UInt8) -> UInt8 { 0x41...0x5a ~= byte ? byte | 0x20 : byte }
}
