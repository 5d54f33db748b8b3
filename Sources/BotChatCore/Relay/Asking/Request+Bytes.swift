import BotChatFormat

// A request as the content of a file: a line that says the form, then fields, each `NAME LENGTH`, a line end, so many
// bytes, a line end; the last one is called `end`. So a message goes in as it is, whatever bytes it has (F5), and what
// was cut off by a crash is no request.
extension Request {
  private static let form = Array("botchat request 1\n".utf8)

  /// As it stands in the file.
  package var bytes: [UInt8] {
    var fields = FieldWriter(Self.form)
    switch self {
    case .resend(let resend):
      fields.add("ask", "resend")
      fields.add("id", resend.id.hex)
      fields.add("home", resend.home)
      fields.add("header", resend.headerLine)
      fields.add("body", resend.body)
      fields.add("continuation", "\(resend.continuation)")
      if let recipient = resend.recipient { fields.add("to", recipient) }
    case .drop(let drop):
      fields.add("ask", "drop")
      fields.add("id", drop.id.hex)
      for place in drop.places {
        fields.add("home", place.home)
        fields.add("number", "\(place.number)")
      }
    case .dropProblem(let key):
      fields.add("ask", "drop-problem")
      fields.add("kind", key.kind.rawValue)
      fields.add("subject", key.subject)
    case .dropProblems: fields.add("ask", "drop-problems")
    case .archive(let archive):
      fields.add("ask", "archive")
      fields.add("home", archive.home)
      fields.add("keep", "\(archive.keep)")
    }
    fields.add("end", [])
    return fields.bytes
  }

  /// Reads a file's content; nil unless it is a whole request with everything that belongs to it and nothing else.
  package init?(bytes: [UInt8]) {
    guard bytes.starts(with: Self.form), var fields = FieldReader(bytes[Self.form.count...]) else {
      return nil
    }
    switch fields.text("ask") {
    case "resend":
      guard let id = fields.text("id").flatMap(MessageID.init(hex:)), let home = fields.text("home"),
        let headerLine = fields.take("header"), let body = fields.take("body"),
        let continuation = fields.number("continuation")
      else { return nil }
      self = .resend(
        Resend(
          id: id, home: home, headerLine: headerLine, body: body, continuation: continuation,
          recipient: fields.text("to")))
    case "drop":
      guard let id = fields.text("id").flatMap(MessageID.init(hex:)) else { return nil }
      var places: [Drop.Place] = []
      while let home = fields.text("home") {
        guard let number = fields.number("number") else { return nil }
        places.append(Drop.Place(home: home, number: number))
      }
      self = .drop(Drop(id: id, places: places))
    case "drop-problem":
      guard let kind = fields.text("kind").flatMap(Problem.Kind.init(rawValue:)),
        let subject = fields.text("subject")
      else { return nil }
      self = .dropProblem(Problem.Key(kind, subject))
    case "drop-problems": self = .dropProblems
    case "archive":
      guard let home = fields.text("home"), let keep = fields.number("keep"), keep > 0 else { return nil }
      self = .archive(Archive(home: home, keep: keep))
    default: return nil
    }
    guard fields.take("end") != nil, fields.isEmpty else { return nil }
  }
}

private struct FieldWriter {
  private(set) var bytes: [UInt8]

  init(_ beginning: [UInt8]) { bytes = beginning }

  mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

  mutating func add(_ name: String, _ value: [UInt8]) {
    bytes += Array("\(name) \(value.count)\n".utf8) + value + [10]
  }
}

/// Hands out fields in the order in which they stand.
private struct FieldReader {
  private var fields: ArraySlice<(name: String, value: [UInt8])> = []

  /// Nil where the bytes are not fields to their very end.
  init?(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while !rest.isEmpty {
      guard let lineEnd = rest.firstIndex(of: 10) else { return nil }
      let words = rest[..<lineEnd].split(separator: 0x20, omittingEmptySubsequences: false)
      rest = rest[(lineEnd + 1)...]
      guard words.count == 2, let count = Self.number(words[1]), count < rest.count,
        rest[rest.startIndex + count] == 10
      else { return nil }
      fields.append((String(decoding: words[0], as: UTF8.self), Array(rest.prefix(count))))
      rest = rest.dropFirst(count + 1)
    }
  }

  var isEmpty: Bool { fields.isEmpty }

  /// The value of the next field, if that has this name.
  mutating func take(_ name: String) -> [UInt8]? {
    fields.first?.name == name ? fields.removeFirst().value : nil
  }

  mutating func text(_ name: String) -> String? { take(name).map { String(decoding: $0, as: UTF8.self) } }

  mutating func number(_ name: String) -> Int? { take(name).flatMap { Self.number($0[...]) } }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count < 16, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
