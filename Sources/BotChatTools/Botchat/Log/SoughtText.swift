/// A text that is looked for in messages; upper and lower case are the same.
struct SoughtText {
  private enum Kind {
    /// ASCII alone, in lower case: found in the bytes.
    case bytes([UInt8])
    /// Any other: compared as characters, however they are composed.
    case characters(String)
  }

  private let kind: Kind

  init(_ text: String) {
    let lower = text.lowercased()
    kind = text.utf8.allSatisfy { $0 < 0x80 } ? .bytes(Array(lower.utf8)) : .characters(lower)
  }

  func isIn(_ bytes: [UInt8]) -> Bool {
    switch kind {
    case .characters(let text): String(decoding: bytes, as: UTF8.self).lowercased().contains(text)
    case .bytes(let wanted): bytes.withUnsafeBufferPointer { Self.find(wanted, in: $0) }
    }
  }

  private static func find(_ wanted: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = wanted.first else { return true }
    var start = 0
    while start + wanted.count <= bytes.count {
      if lower(bytes[start]) == first {
        var same = 1
        while same < wanted.count, lower(bytes[start + same]) == wanted[same] { same += 1 }
        if same == wanted.count { return true }
      }
      start += 1
    }
    return false
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
