import BotChatCore
import BotChatFormat
import BotChatSystem

/// `--send-test A B`: one marked message from A to B, and each step of its way with its time.
final class SendTest {
  private enum Step: String, CaseIterable { case written, seen, delivered, woken, answered }

  private let world: ChatWorld
  private let options: DoctorOptions
  private var findings: [Finding] = []
  /// Steps that were made, and are told when those before them are.
  private var made: [Step: String] = [:]
  private var isRead = true
  private let begin = Moment.now()
  /// When it was written.
  private var written = Moment.now()

  init(_ world: ChatWorld, _ options: DoctorOptions) {
    self.world = world
    self.options = options
  }

  /// Sends it and follows it; 1 when it does not come through.
  func run() throws -> ExitCode {
    var message = SendOptions()
    message.from = options.sender
    message.to = [try world.home(of: options.recipient ?? "").name]
    // Two trials in one second would be one message (R6).
    message.tag = "test \(begin.wall / 1_000_000 % 1_000_000)"
    message.text = "A test of the way, sent by botchat doctor. Nothing has to be done; an answer is welcome."
    let before = MonotonicClock.now()
    let sent = try SendTool.write(message, in: world)
    written = Moment.now()
    let crossing = Crossing(sent, in: world)
    tell(
      .written, .ok,
      "\(Milliseconds.text(written.steady - before)), \(crossing.id), from \(sent.sender) to "
        + sent.recipients.joined(separator: ", "))
    try follow(crossing)
    if options.json {
      let report = HealthReport(
        findings: findings, at: begin.wall / 1_000_000, took: MonotonicClock.now() - begin.steady, canary: nil
      )
      StandardOutput.write(HealthJSON.text(report))
    }
    guard isRead else { return .ok }
    return findings.allSatisfy { $0.severity == .ok } ? .ok : .found
  }

  // MARK: following

  private func follow(_ crossing: Crossing) throws {
    let steps: [Step] = [.seen, .delivered, .woken, .answered]
    var told = 0
    let (end, isForEver) = written.steady.addingReportingOverflow(options.timeout.nanoseconds)
    var pause: Int64 = 200_000
    while told < steps.count, isRead {
      for step in steps where made[step] == nil { made[step] = try look(for: step, crossing) }
      while told < steps.count, let found = made[steps[told]] {
        tell(steps[told], .ok, found)
        told += 1
      }
      if made[.delivered] == nil, !crossing.isCarried {
        return finish(steps[told...], crossing, why: "no relay runs")
      }
      guard told < steps.count, isForEver || MonotonicClock.now() < end else { break }
      Pause.nanoseconds(pause)
      pause = min(pause * 3 / 2, 20_000_000)
    }
    finish(steps[told...], crossing, why: "not within \(options.timeout)")
  }

  /// What is to be said of a step that was made; nil: it was not yet.
  private func look(for step: Step, _ crossing: Crossing) throws -> String? {
    switch step {
    case .written: return nil
    case .seen:
      if crossing.targets.isEmpty { return "they share a file" }
      return seen(crossing.id).map { after(wall: $0 * 1_000_000) }
    case .delivered:
      if crossing.targets.isEmpty { return "they share a file" }
      return try crossing.targets.allSatisfy(crossing.stands) ? now : nil
    case .woken:
      guard let bot = recipient else { return "a person is not woken" }
      if bot.wake == nil { return "nobody wakes \(bot.name)" }
      return woken(crossing.id, bot).map(after)
    case .answered: return try crossing.isAnswered() ? now : nil
    }
  }

  /// The bot that it goes to; nil: a person.
  private var recipient: Bot? {
    guard let known = world.known, case .bot(let index)? = known.directory.resolve(options.recipient ?? "")
    else { return nil }
    return known.source.configuration.bots[index]
  }

  /// When the relay took it up: milliseconds since 1970.
  private func seen(_ id: MessageID) -> Int64? {
    stored(
      "\(world.known?.source.state ?? "")/relay.db",
      "SELECT seen FROM message WHERE substr(identity, 1, 16) = ?",
      id)
  }

  /// When the bot was woken for it: nanoseconds since 1970.
  private func woken(_ id: MessageID, _ bot: Bot) -> Int64? {
    stored(
      BotPaths(bot.name, inState: world.known?.source.state ?? "").database,
      "SELECT woken FROM arrival WHERE id = ? AND woken IS NOT NULL", id)
  }

  private func stored(_ path: String, _ question: String, _ id: MessageID) -> Int64? {
    guard let database = try? Database(path: path, isReadOnly: true),
      let rows = try? database.prepare(question), (try? rows.bind(1, (id.high, id.low))) != nil,
      (try? rows.step()) == true
    else { return nil }
    return Int64(rows.int(0))
  }

  // MARK: telling

  private var now: String { "after \(Milliseconds.text(MonotonicClock.now() - written.steady))" }

  /// The relay notes whole milliseconds.
  private func after(wall: Int64) -> String {
    wall <= written.wall ? "within a millisecond" : "after \(Milliseconds.text(wall - written.wall))"
  }

  /// Tells what is left: steps that have not happened, with what can be done; an answer need not come.
  private func finish(_ rest: ArraySlice<Step>, _ crossing: Crossing, why: String) {
    for step in rest {
      if let found = made[step] {
        tell(step, .ok, found)
        continue
      }
      switch step {
      case .answered: tell(step, .ok, "not yet")
      case .woken: tell(step, .critical, why, cure: "monitor --bot \(recipient?.name ?? "NAME") --check")
      case .written, .seen, .delivered:
        tell(step, .critical, why, cure: crossing.isCarried ? "botchat doctor" : "healthcheck --start")
      }
    }
  }

  private func tell(_ step: Step, _ severity: Severity, _ found: String, cure: String? = nil) {
    let finding = Finding(.step, step.rawValue, severity, found: found, expected: "", cure: cure)
    findings.append(finding)
    if options.json { return }
    let colour = Colour(for: StandardOutput.descriptor)
    let word = severity.word + String(repeating: " ", count: 8 - severity.word.count)
    let gap = String(repeating: " ", count: 11 - step.rawValue.count)
    // Whoever reads no further knows enough.
    isRead = StandardOutput.write(
      "\(severity == .ok ? word : colour.red(word))  \(step.rawValue)\(gap)\(Escaping.visible(found))")
    if let cure { StandardOutput.write("          \(colour.bold("→")) \(Escaping.visible(cure))") }
  }
}
