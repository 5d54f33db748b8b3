/// An address of the internet, or a network of them.
///
/// An IPv4 address in the form that IPv6 has for it (`::ffff:10.0.0.1`) is the IPv4 address.
/// Source: RFC 4291 section 2.2, RFC 4632.
package struct AddressRange: Sendable, Equatable {
  /// Four or sixteen.
  private let bytes: [UInt8]
  private let bits: Int

  /// Reads an address, or an address with `/` and how many bits of it count; nil for any other text.
  package init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let bytes = Self.address(first) else { return nil }
    var bits = bytes.count * 8
    if parts.count == 2 {
      guard let number = Self.number(parts[1], most: 128) else { return nil }
      // Of an IPv4 address in IPv6's form the first 96 bits say only that.
      let shift = bytes.count == 4 && first.contains(UInt8(ascii: ":")) ? 96 : 0
      guard shift...(bits + shift) ~= number else { return nil }
      bits = number - shift
    }
    self.bytes = bytes
    self.bits = bits
  }

  /// Whether it is one address.
  package var isSingle: Bool { bits == bytes.count * 8 }

  /// Whether nobody but this machine can reach it.
  package var isLoopback: Bool {
    bytes.count == 4
      ? bytes[0] == 127 && bits >= 8 : isSingle && bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
  }

  /// Whether an address, as text, lies in it.
  package func contains(_ text: String) -> Bool {
    guard let other = AddressRange(text), other.isSingle, other.bytes.count == bytes.count else {
      return false
    }
    let whole = bits / 8
    guard bytes[..<whole] == other.bytes[..<whole] else { return false }
    let rest = bits % 8
    return rest == 0 || (bytes[whole] ^ other.bytes[whole]) >> (8 - UInt8(rest)) == 0
  }

  private static func address(_ text: Substring.UTF8View) -> [UInt8]? {
    guard text.contains(UInt8(ascii: ":")) else { return fourBytes(text) }
    guard let bytes = sixteenBytes(text) else { return nil }
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    return isMapped ? Array(bytes[12...]) : bytes
  }

  private static func fourBytes(_ text: Substring.UTF8View) -> [UInt8]? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let bytes = parts.compactMap { number($0, most: 255).map { UInt8($0) } }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func sixteenBytes(_ text: Substring.UTF8View) -> [UInt8]? {
    let text = Array(text)
    let colon = UInt8(ascii: ":")
    guard let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon })
    else {
      return groups(text[...]).flatMap { $0.count == 16 ? $0 : nil }
    }
    guard let head = groups(text[..<gap]), let tail = groups(text[(gap + 2)...]),
      head.count + tail.count <= 14
    else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    if text.isEmpty { return [] }
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      let word = String(decoding: part, as: UTF8.self)
      if index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
        guard let four = fourBytes(word[...].utf8) else { return nil }
        bytes += four
      } else {
        guard 1...4 ~= part.count, let value = UInt16(word, radix: 16), !word.hasPrefix("+") else {
          return nil
        }
        bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
      }
    }
    return bytes
  }

  private static func number(_ digits: Substring.UTF8View, most: Int) -> Int? {
    guard 1...3 ~= digits.count, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    // A leading zero means octal to some readers.
    guard digits.count == 1 || digits.first != 0x30 else { return nil }
    return Int(Substring(digits)).flatMap { $0 <= most ? $0 : nil }
  }
}
