/// Ascending numbers as bytes: each as its difference to the one before, seven bits a byte.
///
/// A message to one bot takes two bytes, one to five hundred takes five hundred.
enum NumberList {
  static func encode(_ numbers: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    var last = 0
    for number in numbers {
      var rest = UInt64(bitPattern: Int64(number - last))
      last = number
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    return bytes
  }

  /// The numbers; what is cut off at the end is left out.
  static func decode(_ bytes: [UInt8]) -> [Int] {
    var numbers: [Int] = []
    var last = 0
    var value: UInt64 = 0
    var shift: UInt64 = 0
    for byte in bytes {
      value |= UInt64(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 || shift > 56 {
        last &+= Int(Int64(bitPattern: value))
        numbers.append(last)
        value = 0
        shift = 0
      }
    }
    return numbers
  }
}
