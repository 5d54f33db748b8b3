import BotChatCore
import BotChatSystem

/// What `botchat pause` and `resume` can be told on their command lines.
package struct SwitchOptions: CommandOptions, Equatable {
  package var config: String?
  package var bot: String?

  package init() {}
}

private let switchExits: [Command<SwitchOptions>.Exit] = [
  .init(.ok, "It is so now."), .init(.usage, "The command line is wrong."),
  .init(.refused, "There is no such bot."), .init(.inputOutput, "The state folder cannot be written."),
  .init(.permission, "This user may not write it."),
  .init(.configuration, "The configuration is wrong."),
]

/// The table of `botchat pause`.
package let pauseCommand = Command<SwitchOptions>(
  "botchat pause", "deliver nothing and wake nobody",
  description: [
    "Messages can be written all the same; what comes meanwhile is kept, and delivered after botchat resume. With a "
      + "bot's name only that bot is not woken."
  ],
  example: .init("botchat pause Ross", "Ross is not woken until botchat resume Ross."),
  operands: [.optional("BOT", "The bot; without it everything is paused.", \.bot)], options: [],
  exits: switchExits, files: [.init("paused in the state folder", "Stands there while everything is paused.")]
)

/// The table of `botchat resume`.
package let resumeCommand = Command<SwitchOptions>(
  "botchat resume", "deliver and wake again",
  description: [
    "It ends what botchat pause began, and the hold of a bot whose wakes the loop guard has stopped. What waited is "
      + "delivered and wakes its bots within two seconds."
  ],
  example: .init("botchat resume", "Go on."),
  operands: [
    .optional("BOT", "The bot; without it everything goes on, also every bot that was held.", \.bot)
  ],
  options: [], exits: switchExits,
  files: [
    .init("bots/BOT/held in the state folder", "The loop guard's hold, which is lifted by removing it.")
  ])

/// `botchat pause` and `botchat resume` (R18, R19): files that the others look for.
enum SwitchTool {
  private static let paused = "paused"

  static func pause(_ options: SwitchOptions) throws -> ExitCode {
    let (source, state) = try open(options)
    guard let name = options.bot else {
      try change(state) { folder throws(SystemError) in try folder.writeAtomically(paused, []) }
      StandardOutput.write("paused: nothing is delivered and nobody is woken until: botchat resume")
      return .ok
    }
    let bot = try bot(name, source)
    try change(try own(bot, state)) { folder throws(SystemError) in try folder.writeAtomically(paused, []) }
    StandardOutput.write("paused: \(bot) is not woken until: botchat resume \(bot)")
    return .ok
  }

  static func resume(_ options: SwitchOptions) throws -> ExitCode {
    let (source, state) = try open(options)
    var done: [String] = []
    if let name = options.bot {
      let bot = try bot(name, source)
      done = try lift(bot, state)
      if try exists(paused, state) { done.append("everything is still paused: botchat resume") }
    } else {
      if try remove(paused, state) { done.append("everything goes on") }
      for bot in source.configuration.bots { done += try lift(bot.name, state) }
    }
    StandardOutput.write(done.isEmpty ? "nothing was paused or held" : done.joined(separator: "\n"))
    return .ok
  }

  private static func lift(_ bot: String, _ state: StateFolder) throws(Complaint) -> [String] {
    guard (try? Folder(path: BotPaths(bot, inState: state.path).folder)) != nil else { return [] }
    let folder = try own(bot, state)
    var done: [String] = []
    if try remove(paused, folder) { done.append("\(bot) is woken again") }
    if try remove("held", folder) { done.append("\(bot) is no longer held") }
    return done
  }

  private static func open(
    _ options: SwitchOptions
  ) throws(Complaint) -> (ConfigurationFile, StateFolder) {
    let source = try ConfigurationFile(named: options.config)
    do throws(TrustError) {
      return (source, try StateFolder(path: source.state))
    } catch {
      throw StateAccess.complaint("cannot use the state folder \(source.state)", error)
    }
  }

  private static func bot(_ name: String, _ source: ConfigurationFile) throws(Complaint) -> String {
    let directory = Directory(source.configuration)
    if case .bot(let index)? = directory.resolve(name) { return source.configuration.bots[index].name }
    let names = source.configuration.bots.map(\.name)
    let question = NearestWord.to(name, among: names).map { "did you mean \($0)? " } ?? ""
    throw Complaint(
      "there is no bot \"\(name)\"", hint: "\(question)the bots are \(names.joined(separator: ", "))",
      exit: .refused)
  }

  private static func own(_ bot: String, _ state: StateFolder) throws(Complaint) -> StateFolder {
    do throws(TrustError) {
      return try BotState(bot, in: state).folder
    } catch {
      throw StateAccess.complaint("cannot use the folder of \(bot)", error)
    }
  }

  private static func change(
    _ folder: StateFolder, _ body: (StateFolder) throws(SystemError) -> Void
  ) throws(Complaint) {
    do throws(SystemError) {
      try body(folder)
    } catch {
      throw StateAccess.complaint("cannot change \(folder.path)", .system(error))
    }
  }

  private static func remove(_ name: String, _ folder: StateFolder) throws(Complaint) -> Bool {
    var wasThere = false
    try change(folder) { folder throws(SystemError) in wasThere = try folder.remove(name) }
    return wasThere
  }

  private static func exists(_ name: String, _ folder: StateFolder) throws(Complaint) -> Bool {
    var isThere = false
    try change(folder) { folder throws(SystemError) in isThere = try folder.exists(name) }
    return isThere
  }
}
