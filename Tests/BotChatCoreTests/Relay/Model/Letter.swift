/// A message as its bot writes it, piece by piece, and what is known to have become of it.
///
/// Every letter has its own tag, so the judge finds it again in any file without knowing what the relay knows.
final class Letter {
  let tag: Int
  let sender: String
  let home: Int
  /// The homes it must reach, never its own.
  let destinations: [Int]
  let headerLine: String
  private(set) var pieces: [[UInt8]]
  /// What has been written so far, from the header on.
  private(set) var sent: [UInt8] = []
  var lastWrite: Int64 = 0
  /// The relay has had the time to read and store it.
  var isSafe = false
  /// Bytes of it were destroyed before the relay can have read them: it may be missing or short.
  var isDoubtful = false
  /// It was written with a pause that nobody can tell from its end.
  var maySplit = false
  /// How often it may stand in a home once more, because somebody erased it there.
  var repeats: [Int: Int] = [:]

  init(_ tag: Int, from sender: String, at home: Int, to recipients: String, homes: [Int], body: [[UInt8]]) {
    self.tag = tag
    self.sender = sender
    self.home = home
    destinations = homes.filter { $0 != home }
    let arrow = recipients.isEmpty ? "" : " → \(recipients)"
    headerLine = "### 2026-02-10 19:32:15 SGT - \(sender)\(arrow) (#\(tag))"
    pieces = body
    pieces[0] = Array("\(headerLine)\n".utf8) + pieces[0]
  }

  /// Cuts the first piece in two, perhaps in the middle of the header.
  func cut(at place: Int) {
    guard place > 0, place < pieces[0].count else { return }
    pieces.insert(Array(pieces[0][place...]), at: 1)
    pieces[0] = Array(pieces[0][..<place])
  }

  var isFinished: Bool { pieces.isEmpty }
  var hasHeader: Bool { sent.count > headerLine.utf8.count }
  var endsInNewline: Bool { sent.last == 10 }
  var hasBody: Bool { !body.isEmpty }

  func takePiece(at moment: Int64) -> [UInt8] {
    let piece = pieces.removeFirst()
    sent += piece
    lastWrite = moment
    return piece
  }

  /// The bot stops in the middle, or goes on elsewhere.
  func abandon() { pieces = [] }

  func grow(_ bytes: [UInt8]) { sent += bytes }

  /// What has been written behind the header, without closing blank lines.
  var body: [UInt8] {
    guard hasHeader else { return [] }
    return Self.trimmed(Array(sent[(headerLine.utf8.count + 1)...]))
  }

  /// Takes off closing blank lines, and the line feed of the last line that is not blank.
  static func trimmed(_ text: [UInt8]) -> [UInt8] {
    var lines = text.split(separator: 10, omittingEmptySubsequences: false)
    while let last = lines.last, last.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) { lines.removeLast() }
    return Array(lines.joined(separator: [10]))
  }

  /// F8, said once more in the judge's own words.
  static func quoted(_ body: [UInt8]) -> [UInt8] {
    let lines = String(decoding: body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return Array(
      lines.map { line in
        let rest = line.hasPrefix("###") ? line.dropFirst(3).drop { $0 == " " || $0 == "\t" } : ""
        return rest.prefix(5).allSatisfy { $0.isNumber || $0 == "-" } && rest.count >= 10
          ? "> \(line)" : "\(line)"
      }.joined(separator: "\n").utf8)
  }
}
