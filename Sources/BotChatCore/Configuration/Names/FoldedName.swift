/// A name that compares without case, and costs no allocation to compare.
///
/// Only ASCII letters fold: Unicode folding would make the Kelvin sign a `k`, and a stranger a known bot.
struct FoldedName: Hashable {
  /// The name as written.
  let text: String

  static func == (left: FoldedName, right: FoldedName) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8) { folded($0) == folded($1) }
  }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(Self.folded(byte)) }
  }

  /// A byte in lower case.
  static func folded(_ byte: UInt8) -> UInt8 { 0x41...0x5a ~= byte ? byte | 0x20 : byte }
}
