/// A message as a bot writes it, and as the contract says that it must arrive.
///
/// Written from the rules alone (F1, F3, F8), with no code of the product.
struct Letter {
  var header: String
  var body: [UInt8]

  static let closing = "⏱ 07:32:15pm SGT"

  init(header: String, body: [UInt8]) {
    self.header = header
    self.body = body
  }

  /// Without `recipients` the header has none either.
  init(
    from sender: String, to recipients: String?, tag: String, body: String, isClosed: Bool = true,
    time: String = "2026-02-10 19:32:15 SGT"
  ) {
    let names = recipients.map { " → \($0)" } ?? ""
    self.init(
      header: "### \(time) - \(sender)\(names) (\(tag))",
      body: Array((isClosed ? "\(body)\n\n\(Self.closing)" : body).utf8))
  }

  /// What a bot appends: a blank line, the header, the body, a line end.
  var written: [UInt8] { Array("\n\(header)\n".utf8) + body + [10] }

  /// What must stand in each destination (F8).
  var delivered: [UInt8] { Self.delivery(header: header, body: body) }

  /// A later part of it, as continuation `number` (R5).
  func continuation(_ number: Int, _ text: String) -> [UInt8] {
    Self.delivery(header: "\(header) (cont. \(number))", body: Array(text.utf8))
  }

  static func delivery(header: String, body: [UInt8]) -> [UInt8] {
    var lines = body.split(separator: 10, omittingEmptySubsequences: false)
    while let last = lines.last, last.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) { lines.removeLast() }
    var bytes = Array("\n\(header)\n".utf8)
    for line in lines {
      if isLikeAHeader(line) { bytes += Array("> ".utf8) }
      bytes += line
      bytes.append(10)
    }
    return bytes
  }

  /// Three `#`, blanks, a date.
  private static func isLikeAHeader(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.starts(with: Array("###".utf8)) else { return false }
    let rest = line.dropFirst(3).drop { $0 == 32 || $0 == 9 }
    guard rest.startIndex > line.startIndex + 3, rest.count >= 10 else { return false }
    return zip(rest, "dddd-dd-dd".utf8).allSatisfy { byte, form in
      form == UInt8(ascii: "d") ? (48...57).contains(byte) : byte == form
    }
  }
}
