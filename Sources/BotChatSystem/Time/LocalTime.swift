import Glibc

/// Wall time as people in one zone read and write it.
///
/// The zone is the process's: `TZ` is set once, at the start, so one process shows one zone.
/// Source: F1, tzset(3), localtime_r(3), mktime(3).
package struct LocalTime: Sendable {
  /// What the given zone name is no name of.
  package struct UnknownZone: Error, Equatable, Sendable, CustomStringConvertible {
    package let name: String
    package var description: String { "unknown time zone \(name)" }
  }

  /// Puts a zone in force for the whole process.
  ///
  /// The C library takes an unknown name for UTC without a word, so the name is looked up first.
  /// - Parameter name: such as `Asia/Singapore`, `UTC`, or a rule such as `<+08>-8`; nil for the
  ///   machine's own (or the one of `TZ`).
  /// - Throws: ``UnknownZone`` when the machine has no such zone.
  package init(zone name: String?) throws(UnknownZone) {
    if let name {
      guard Self.isKnown(name) else { throw UnknownZone(name: name) }
      setenv("TZ", name, 1)
    }
    tzset()
  }

  /// Date and time of a header, such as `2026-02-10 19:32:15`, for wall nanoseconds since 1970.
  package func headerText(_ wall: Int64) -> String {
    let time = Self.fields(wall)
    let date =
      "\(Self.padded(Int(time.tm_year) + 1900, 4))-\(Self.two(time.tm_mon + 1))-\(Self.two(time.tm_mday))"
    return "\(date) \(Self.two(time.tm_hour)):\(Self.two(time.tm_min)):\(Self.two(time.tm_sec))"
  }

  /// The time of a closing line, such as `07:32:15pm`, for wall nanoseconds since 1970.
  package func clockText(_ wall: Int64) -> String {
    let time = Self.fields(wall)
    let hour = (time.tm_hour + 11) % 12 + 1
    let half = time.tm_hour < 12 ? "am" : "pm"
    return "\(Self.two(hour)):\(Self.two(time.tm_min)):\(Self.two(time.tm_sec))\(half)"
  }

  /// The zone's own short name at a moment, such as `UTC`, `CEST` or `+08`.
  ///
  /// The moment is given in wall nanoseconds since 1970.
  package func label(_ wall: Int64) -> String {
    let time = Self.fields(wall)
    guard let zone = time.tm_zone else { return "UTC" }
    return String(cString: zone)
  }

  /// The moment that a person wrote as `2026-02-10`, `2026-02-10 19:32` or `2026-02-10 19:32:15`.
  ///
  /// A time that a change of the clock left out is moved as the C library does. Returns nanoseconds since
  /// 1970, or nil when it is no such text or no such day.
  package func parse(_ text: String) -> Int64? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count <= 2, let date = Self.numbers(parts[0], [4, 2, 2], "-") else { return nil }
    var clock = [0, 0, 0]
    if parts.count == 2 {
      guard
        let found = Self.numbers(parts[1], [2, 2, 2], ":") ?? Self.numbers(parts[1], [2, 2], ":"),
        found[0] < 24, found[1] < 60, found.count < 3 || found[2] < 60
      else { return nil }
      for (index, number) in found.enumerated() { clock[index] = number }
    }
    guard date[0] >= 1970, (1...12).contains(date[1]), (1...31).contains(date[2]) else { return nil }
    var time = tm()
    time.tm_year = Int32(date[0] - 1900)
    time.tm_mon = Int32(date[1] - 1)
    time.tm_mday = Int32(date[2])
    time.tm_hour = Int32(clock[0])
    time.tm_min = Int32(clock[1])
    time.tm_sec = Int32(clock[2])
    time.tm_isdst = -1
    let seconds = mktime(&time)
    // mktime makes the 2nd of March out of the 30th of February.
    guard time.tm_mday == Int32(date[2]), time.tm_mon == Int32(date[1] - 1) else { return nil }
    let (wall, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? nil : wall
  }

  private static func fields(_ wall: Int64) -> tm {
    var seconds = time_t(wall / 1_000_000_000)
    if wall % 1_000_000_000 < 0 { seconds -= 1 }
    var time = tm()
    localtime_r(&seconds, &time)
    return time
  }

  private static func two(_ number: Int32) -> String { padded(Int(number), 2) }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func numbers(_ text: Substring, _ widths: [Int], _ separator: Character) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == widths.count else { return nil }
    var numbers: [Int] = []
    for (part, width) in zip(parts, widths) {
      guard part.utf8.count == width, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      guard let number = Int(part) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private static func isKnown(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, bytes.count < 256, !bytes.contains(0) else { return false }
    if isRule(bytes) { return true }
    let isPlain = first != 0x2F && first != 0x3A && !name.split(separator: "/").contains("..")
    var raw = stat()
    return isPlain && stat("/usr/share/zoneinfo/\(name)", &raw) == 0 && FileStatus(raw).kind == .regular
  }

  /// Whether it is a rule in itself: `SGT-8`, `<+08>-8`, `CET-1CEST,M3.5.0,M10.5.0/3`.
  private static func isRule(_ bytes: [UInt8]) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    var rest = bytes[...]
    if rest.first == 0x3C {
      guard let end = rest.firstIndex(of: 0x3E), end >= 4 else { return false }
      rest = rest[(end + 1)...]
    } else {
      let letters = rest.prefix(while: isLetter)
      guard letters.count >= 3 else { return false }
      rest = rest.dropFirst(letters.count)
    }
    if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
    return rest.first.map { (0x30...0x39).contains($0) } ?? false
  }
}
