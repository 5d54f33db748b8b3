/// Numbers as bytes: each as its difference to the one before, signs folded in, seven bits a byte.
///
/// A message to one bot takes two bytes, one to five hundred takes five hundred.
package enum NumberList {
  package static func encode(_ numbers: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    var last = 0
    for number in numbers {
      let step = number &- last
      last = number
      // 0, -1, 1, -2, … become 0, 1, 2, 3, …
      var rest = UInt(bitPattern: (step << 1) ^ (step >> 63))
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    return bytes
  }

  /// The numbers; one that is cut off, or longer than any number, ends the list.
  package static func decode(_ bytes: [UInt8]) -> [Int] {
    var numbers: [Int] = []
    var last = 0
    var value: UInt = 0
    var shift: UInt = 0
    for byte in bytes {
      guard shift < 64 else { return numbers }
      value |= UInt(byte & 0x7F) << shift
      shift += 7
      guard byte < 0x80 else { continue }
      last &+= Int(bitPattern: value >> 1) ^ -Int(bitPattern: value & 1)
      numbers.append(last)
      value = 0
      shift = 0
    }
    return numbers
  }
}
