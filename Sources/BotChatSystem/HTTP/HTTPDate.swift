/// The times that servers write into headers.
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Reads `Retry-After`: a number of seconds, or a time, which is taken from `now` on.
  ///
  /// - Parameters:
  ///   - value: the header's value.
  ///   - now: seconds since 1970, best by the server's own clock.
  /// - Returns: seconds, not negative; nil for what is neither.
  static func retryAfter(_ value: String, now: Int64) -> Int? {
    let text = value.split(separator: " ").joined(separator: " ")
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      // More digits than an integer has are for ever.
      return Int(text) ?? .max
    }
    return seconds(text).map { Int(max(0, $0 - now)) }
  }

  /// Seconds since 1970 for `Sun, 06 Nov 1994 08:49:37 GMT`; nil for everything else.
  ///
  /// The two older forms are not read: no server has to send them any more. Source: RFC 9110 section 5.6.7.
  static func seconds(_ text: String) -> Int64? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[0].utf8.count == 4, words[0].hasSuffix(","), words[5] == "GMT" else {
      return nil
    }
    guard
      let day = number(words[1], 2), (1...31).contains(day),
      let month = months.firstIndex(of: String(words[2])), let year = number(words[3], 4)
    else { return nil }
    let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], 2), let minute = number(clock[1], 2),
      let second = number(clock[2], 2), hour < 24, minute < 60, second <= 60
    else { return nil }
    return days(year, Int64(month) + 1, day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func number(_ text: Substring, _ digits: Int) -> Int64? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }

  /// Days since 1970-01-01 in the Gregorian calendar, for years from 0 on.
  ///
  /// The year begins in March here, so that the leap day is its last.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + ofYear - 719_468
  }
}
