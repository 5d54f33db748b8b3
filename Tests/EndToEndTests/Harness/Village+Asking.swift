import Testing

// What a person asks of the relay of a village.
extension Village {
  /// Runs `botchat` with these words to its end, and expects that it ends with this code and says these words.
  @discardableResult
  func ask(
    _ words: String..., ends code: Int32 = 0, saying text: String = "", through wrapper: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    let answer = try await botchat(words, through: wrapper, ends: code, at: location)
    try expect(
      (answer.output + answer.errors).contains(text),
      "botchat \(words) does not say \"\(text)\": \(answer.output)\(answer.errors)", at: location)
    return answer
  }

  /// What lies in the relay's inbox.
  var inbox: [String] { Disk.names(in: "\(state)/inbox").sorted() }

  var requests: [String] { inbox.filter { $0.hasSuffix(".request") } }

  /// The id of a message as `botchat log` shows it.
  func id(of text: String, at location: SourceLocation = #_sourceLocation) async throws -> String {
    let said = try await ask("log", "--grep", text, "--json", at: location)
    let parts = said.output.split(separator: "\"id\": \"")
    guard parts.count == 2, let id = parts.last?.prefix(32), id.count == 32 else {
      throw Trouble("\(parts.count - 1) messages with \(text):\n\(said.output)", at: location)
    }
    return String(id)
  }
}
