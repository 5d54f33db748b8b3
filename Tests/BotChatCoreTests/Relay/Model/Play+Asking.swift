import BotChatCore
import BotChatFormat

// What a person asks of the relay of a play.
extension Play {
  /// The request to deliver this message, written in that home, once more.
  func resend(
    _ headerLine: String, _ body: String, from home: Int, to recipient: String? = nil, continuation: Int = 0
  ) -> Request {
    var bytes: [UInt8] = []
    let line = Array(headerLine.utf8.filter { $0 != 10 })
    Canonical.append(headerLine: line, body: Array(body.utf8), continuation: continuation, into: &bytes)
    return .resend(
      Resend(
        id: world.identify(bytes), home: "/\(home)", headerLine: line, body: Array(body.utf8),
        continuation: continuation, recipient: recipient))
  }

  /// The request to let everything wait no longer that waits for this home.
  func drop(everythingFor home: Int) -> Request? {
    let rows = world.state.rows(home, after: 0, limit: .max)
    guard let first = rows.first, let record = world.state.records[first.sequence] else { return nil }
    return .drop(
      Drop(id: record.id, places: rows.map { Drop.Place(home: "/\(home)", number: $0.number) }))
  }

  /// Asks until there is a reply, as whoever finds the request in the inbox does, also after a kill.
  func ask(_ request: Request, named name: String = "1") -> Reply? {
    for _ in 0..<100 {
      if world.isDead { restart() }
      // A relay that was killed behind the commit has told nobody.
      if let reply = engine.ask(request, named: name, at: world.now), !world.isDead { return reply }
      run(200)
    }
    return nil
  }

  /// Asks once for an archive, under a name of its own, as whoever gives up at once.
  func archive(_ home: Int, keep: Int) {
    if world.isDead { return restart() }
    finishHeader(home)
    lastRequest += 1
    _ = engine.ask(
      .archive(Archive(home: "/\(home)", keep: keep)), named: "archive \(lastRequest)", at: world.now)
    journal += engine.takeJournal()
  }

  /// As ``ask(_:named:)``, and lets it be delivered.
  @discardableResult
  func asked(_ request: Request, named name: String = "1") -> Reply? {
    let reply = ask(request, named: name)
    settle()
    return reply
  }
}
