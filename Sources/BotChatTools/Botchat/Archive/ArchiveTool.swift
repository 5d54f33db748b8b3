import BotChatCore
import BotChatSystem

/// `botchat archive`: asks the running relay for one file after the other.
enum ArchiveTool {
  /// What became of one file.
  struct Outcome {
    let chat: String
    let reply: Reply

    var report: ArchiveReport? { reply.isDone ? ArchiveReport(text: reply.text) : nil }
    var refusal: (refusal: ArchiveRefusal, why: String)? { ArchiveRefusal.parse(reply.text) }

    var exit: ExitCode {
      if report != nil { return .ok }
      return switch refusal?.refusal {
      case .nothing: .found
      case .busy: .tryAgain
      case .impossible: .inputOutput
      case nil: .refused
      }
    }
  }

  /// How long one file may take, which may have gigabytes; nanoseconds.
  private static let patience: Int64 = 600_000_000_000

  static func run(_ options: ArchiveOptions) throws -> ExitCode {
    let world = try ChatWorld(config: options.config, chat: nil)
    guard let known = world.known else { return .bug }
    let progress = Progress("botchat")
    var outcomes: [Outcome] = []
    for chat in try chats(options, world) {
      let request = Request.archive(Archive(home: chat, keep: options.keep))
      let reply = try RelayRequest(known.source).reply(to: request, patience: Self.patience) {
        progress.say("the relay is archiving \(chat)")
      }
      let outcome = Outcome(chat: chat, reply: reply)
      outcomes.append(outcome)
      if !options.json { say(outcome) }
    }
    if options.json { StandardOutput.write(json(outcomes)) }
    return exit(outcomes.map(\.exit))
  }

  private static func chats(_ options: ArchiveOptions, _ world: ChatWorld) throws(Complaint) -> [String] {
    if let bot = options.bot { return [try world.home(of: bot).chat.path] }
    guard !options.files.isEmpty else { return world.chats.map(\.path) }
    var chats: [String] = []
    for file in options.files {
      let path = try NamedFile.path(file)
      let identity = FileIdentity(at: path)
      guard
        let chat = world.chats.first(where: {
          $0.path == path || identity != nil && FileIdentity(at: $0.path) == identity
        })
      else {
        throw Complaint(
          "\(path) is no chat file of the configuration", hint: "botchat archive --bot NAME takes that bot's",
          exit: .refused)
      }
      if !chats.contains(chat.path) { chats.append(chat.path) }
    }
    return chats
  }

  private static func say(_ outcome: Outcome) {
    if outcome.report != nil {
      StandardOutput.write(Escaping.visible("\(outcome.chat): \(outcome.reply.text)"))
    } else if let (refusal, why) = outcome.refusal, refusal == .nothing {
      StandardOutput.write(Escaping.visible("\(outcome.chat): nothing to archive: \(why)"))
    } else {
      let hint =
        outcome.refusal?.refusal == .busy
        ? "try again when that is over; a bot that keeps its file open has to be stopped for it" : nil
      let complaint = Complaint(
        "\(outcome.chat): \(outcome.refusal?.why ?? outcome.reply.text)", hint: hint, exit: outcome.exit)
      StandardError.write(String(complaint.text(tool: "botchat").dropLast()))
    }
  }

  private static func json(_ outcomes: [Outcome]) -> String {
    let files = outcomes.map { outcome in
      let chat = JSONText.quoted(Escaping.visible(outcome.chat))
      guard let report = outcome.report else {
        let word = outcome.refusal?.refusal.rawValue ?? "refused"
        let why = outcome.refusal?.why ?? outcome.reply.text
        return
          "{\"chat\": \(chat), \"archived\": false, \"reason\": \(JSONText.quoted(word)), \"why\": \(JSONText.quoted(why))}"
      }
      return
        "{\"chat\": \(chat), \"archived\": true, \"archive\": \(JSONText.quoted(report.archive)), "
        + "\"messages\": \(report.messages), \"bytes\": \(report.bytes), \"remaining\": \(report.remaining)}"
    }
    return "{\"version\": 1, \"files\": [\(files.joined(separator: ", "))]}"
  }

  /// What stands in the way of one file counts more than what was done for the others.
  private static func exit(_ codes: [ExitCode]) -> ExitCode {
    for code in [ExitCode.inputOutput, .tryAgain, .refused, .ok] where codes.contains(code) { return code }
    return .found
  }
}
