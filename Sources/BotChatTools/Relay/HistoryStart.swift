import BotChatCore

/// From where on a first start counts messages as new: `--since TIME`.
///
/// Source: R13.
package enum HistoryStart: Sendable, Hashable {
  /// A time as headers have it: `YYYY-MM-DD HH:MM:SS`, to be compared with them as text.
  case written(String)
  /// So long before now.
  case ago(Interval)

  /// The forms that are accepted, for errors.
  package static let accepted =
    "a time as in the headers, such as \"2026-02-10 19:32\", or an age such as 2h"

  /// Reads `2026-02-10`, `2026-02-10 19:32`, `2026-02-10T19:32:15` or an age such as `2h`; nil: none of them.
  package init?(_ text: String) {
    if let age = Interval(text) {
      self = .ago(age)
      return
    }
    let bytes = Array(text.utf8)
    let form = Array("0000-00-00 00:00:00".utf8)
    guard [10, 16, 19].contains(bytes.count) else { return nil }
    var normal: [UInt8] = []
    for (byte, expected) in zip(bytes, form) {
      switch expected {
      case 0x30: guard 0x30...0x39 ~= byte else { return nil }
      case 0x20: guard byte == 0x20 || byte == UInt8(ascii: "T") else { return nil }
      default: guard byte == expected else { return nil }
      }
      normal.append(expected == 0x20 ? expected : byte)
    }
    // What was left out is the beginning of the day or the minute.
    normal += form[normal.count...]

    func number(_ range: Range<Int>) -> Int { normal[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
    let month = number(5..<7)
    guard 1...12 ~= month, 1...Self.days(inMonth: month, of: number(0..<4)) ~= number(8..<10),
      number(11..<13) < 24, number(14..<16) < 60, number(17..<19) < 60
    else { return nil }
    self = .written(String(decoding: normal, as: UTF8.self))
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    default: 31
    }
  }
}
