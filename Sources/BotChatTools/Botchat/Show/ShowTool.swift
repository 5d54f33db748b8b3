import BotChatCore
import BotChatFormat
import BotChatSystem

/// What `botchat show` can be told on its command line.
package struct ShowOptions: CommandOptions, Equatable {
  package var config: String?
  package var id: String?
  package var json = false

  package init() {}
}

/// The table of `botchat show`.
package let showCommand = Command<ShowOptions>(
  "botchat show", "show the whole path of one message",
  description: [
    "The message as it stands in its file, when the relay first saw it, and for each recipient whether it stands in "
      + "that one's file, waits in the state, woke the bot, and was answered."
  ],
  example: .init("botchat show 3fa85f6457b2", "What became of this message?"),
  operands: [.required("ID", "The id, the first digits of it (four at least), or a number, as #14.", \.id)],
  options: [.flag("json", "Answer with one JSON object, for programs.", \.json)],
  exits: [
    .init(.ok, "It is shown."), .init(.found, "There is no such message."),
    .init(.usage, "The command line is wrong."), .init(.inputOutput, "A chat file cannot be read."),
    .init(.permission, "It is in no file that this user may read."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: [])

/// `botchat show`.
enum ShowTool {
  static func run(_ options: ShowOptions) throws -> ExitCode {
    let world = try ChatWorld(config: options.config, chat: nil)
    guard let known = world.known else { return .bug }
    let (found, others) = try find(options.id ?? "", world, known)
    var line = DeliveryLine(known)
    line.noteEnds(of: world, { $0.count >= 100 })
    // Of a person's message only a copy may be left; where it goes depends on where it was written.
    let home = line.book.origin(found.message.id) ?? found.home
    if options.json {
      show(found, home, line, in: world)
    } else {
      try say(found, home, line, in: world, known)
    }
    if !others.isEmpty {
      let ids = others.prefix(8).map { "\($0)" }.joined(separator: ", ")
      StandardError.write(
        "botchat: \(Escaping.visible(options.id ?? "")) is also \(ids); the newest is shown")
    }
    return .ok
  }

  private static func find(
    _ id: String, _ world: ChatWorld, _ known: ChatWorld.Known
  ) throws -> (MessageSearch.Found, others: [MessageID]) {
    if let found = try MessageSearch(MessageName(id), world, known).newest() { return found }
    if let obstacle = OpenChats(world).obstacle {
      throw Complaint(
        "there is no message \(id) in the chat files that can be read; \(obstacle.what)", hint: obstacle.hint,
        exit: obstacle.exit)
    }
    throw Complaint(
      "there is no message \(id) in any chat file, nor in an archive beside one",
      hint: "botchat log shows the ids", exit: .found)
  }

  private static func show(
    _ found: MessageSearch.Found, _ home: Int, _ line: DeliveryLine, in world: ChatWorld
  ) {
    let seen = line.book.seen(found.message.id).map(String.init) ?? "null"
    let more =
      ", \"chat\": \(JSONText.quoted(found.path)), \"seen\": \(seen)" + line.json(found.message, at: home)
    let object = MessageView(world, .off).json(found.message, at: world.chats[home], more: more)
    StandardOutput.write("{\"version\": 1, \"message\": \(object)}")
  }

  private static func say(
    _ found: MessageSearch.Found, _ home: Int, _ line: DeliveryLine, in world: ChatWorld,
    _ known: ChatWorld.Known
  ) throws {
    let message = found.message
    let time = try known.source.localTime()
    let view = MessageView(world, Colour(for: StandardOutput.descriptor))
    let offset = message.message.offset
    StandardOutput.write(view.text(message, at: world.chats[home]))
    StandardOutput.write("\nid       \(message.id.hex)")
    StandardOutput.write(
      "stands   \(Escaping.visible(found.path)), \(offset == 1 ? "1 byte" : "\(offset) bytes") from its beginning"
    )
    let seen = line.book.seen(message.id).map { milliseconds in
      let moment = milliseconds * 1_000_000
      return "\(time.headerText(moment)) \(known.source.configuration.zone.label ?? time.label(moment))"
    }
    StandardOutput.write("seen     \(seen ?? unseen(known.source.state))")
    let states = line.states(message, at: home)
    if states.isEmpty { StandardOutput.write("goes     nowhere: it is for those who share the file") }
    for state in states { StandardOutput.write("\(state.name): \(state.text)") }
  }

  private static func unseen(_ state: String) -> String {
    StateAccess(state).refusal == nil
      ? "the relay has not seen it, or has forgotten" : "not known: this user may not look into the state"
  }
}
