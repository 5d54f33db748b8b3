import Glibc
import Testing

// What bots write, and what must come of it.
extension Village {
  /// Appends to a bot's file in one write, and notes it as one piece that nothing may stand within.
  func write(_ piece: [UInt8], in bot: String) throws {
    own[home(bot), default: []].append(piece)
    try Disk.append(piece, to: chat(bot))
  }

  func write(_ text: String, in bot: String) throws { try write(Array(text.utf8), in: bot) }

  /// Notes that a piece must arrive in these bots' files, from the file of `source`.
  func expects(_ piece: [UInt8], from source: String, in bots: [String]) {
    for place in Set(bots.map(home)).sorted() { due[place, default: []].append((home(source), piece)) }
  }

  /// Notes a message that somebody else writes into the file of `bot`.
  func note(_ letter: Letter, from bot: String, to bots: [String]) {
    own[home(bot), default: []].append(letter.written)
    expects(letter.delivered, from: bot, in: bots)
  }

  /// A bot writes a message into its file, in one write.
  ///
  /// `recipients` are as in the header, nil for none. `reached` tells whose files must get it; nil stands for
  /// the one name in `recipients`, or for everybody with ALL.
  @discardableResult
  func say(
    _ sender: String, to recipients: String?, _ body: String = "Hello.", tag: String? = nil,
    isClosed: Bool = true, reaching reached: [String]? = nil
  ) throws -> Letter {
    let letter = Letter(from: sender, to: recipients, tag: tag ?? nextTag(), body: body, isClosed: isClosed)
    expects(letter.delivered, from: sender, in: reached ?? others(recipients, than: sender))
    try write(letter.written, in: sender)
    return letter
  }

  private func others(_ recipients: String?, than sender: String) -> [String] {
    guard let recipients else { return [] }
    return bots.filter { (recipients == "ALL" || recipients == $0) && home($0) != home(sender) }
  }

  /// From each home a message to each other one.
  ///
  /// What was written before them has been dealt with when they arrive.
  func flush() throws {
    let places = bots.filter { home($0) == $0 }
    for source in places {
      for place in places where place != source { try say(source, to: place, "Over.") }
    }
  }

  /// Waits until every file is exactly what it must be.
  func judged(within limit: Duration = .seconds(25), at location: SourceLocation = #_sourceLocation)
    async throws
  {
    for place in own.keys.sorted() {
      let size = expectedSize(place)
      try? await eventually("size", within: limit) { Disk.size(chat(place)) >= size }
      let deadline = ContinuousClock.now + .seconds(1)
      while let wrong = verdict(place) {
        guard ContinuousClock.now < deadline else {
          throw Trouble("\(place)'s file is not what it must be: \(wrong)", at: location)
        }
        try await pause(5)
      }
      let identity = Disk.identity(chat(place))
      try expect(
        identity == identities[place],
        "\(place)'s file is now \(identity), was \(identities[place] ?? "")", at: location)
    }
  }

  /// `flush`, then `judged`: nothing is missing and nothing too much.
  func judgedWhenQuiet(within limit: Duration = .seconds(25), at location: SourceLocation = #_sourceLocation)
    async throws
  {
    try flush()
    try await judged(within: limit, at: location)
  }

  private func expectedSize(_ place: String) -> Int {
    (own[place] ?? []).reduce(0) { $0 + $1.count } + (due[place] ?? []).reduce(0) { $0 + $1.piece.count }
  }

  private func verdict(_ place: String) -> String? {
    let sources = Set((due[place] ?? []).map(\.source)).sorted().map { source in
      (name: source, pieces: (due[place] ?? []).filter { $0.source == source }.map(\.piece))
    }
    return Judge.verdict(
      on: bytes(place), own: own[place] ?? [], sources: sources,
      allowsFragments: allowsFragments && log.contains("fragment"))
  }

  /// Waits until a text stands in a bot's file exactly so often.
  func appears(
    _ text: String, in bot: String, times: Int = 1, within limit: Duration = .seconds(25),
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually(
      "\(text.debugDescription) stands \(times) times in \(bot)'s file, now \(count(text, in: bot))",
      within: limit, at: location
    ) { count(text, in: bot) == times }
  }

  /// Waits until a message stands whole in a bot's file, exactly once.
  func arrives(
    _ letter: Letter, in bot: String, within limit: Duration = .seconds(25),
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually(
      "\(letter.header) stands once in \(bot)'s file, now \(count(letter.delivered, in: bot))",
      within: limit, at: location
    ) { count(letter.delivered, in: bot) == 1 }
  }

  /// Runs a writer as bots do: a bash script; `$f` is the bot's file.
  func script(
    _ text: String, as bot: String, at location: SourceLocation = #_sourceLocation
  ) async throws {
    let program = try Program(
      ["bash", "-c", text], environment: ["f=\(chat(bot))"], output: "\(folder)/script.out",
      errors: "\(folder)/script.out")
    let ending = try await program.end(at: location)
    try expect(ending == .exit(0), "the script ended with \(ending)", at: location)
  }
}
