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
    .init(.configuration, "The configuration is wrong."),
  ],
  files: [])

/// `botchat show`.
enum ShowTool {
  static func run(_ options: ShowOptions) throws -> ExitCode {
    let world = try ChatWorld(config: options.config, chat: nil)
    guard let known = world.known else { return .bug }
    let name = MessageName(options.id ?? "")
    guard let (message, home) = try find(name, world) else {
      throw Complaint(
        "there is no message \(options.id ?? "") in any chat file", hint: "botchat log shows the ids",
        exit: .found)
    }
    let chat = world.chats[home]
    var line = DeliveryLine(known)
    line.noteEnds(of: world, { $0.count >= 100 })
    let view = MessageView(world, Colour(for: StandardOutput.descriptor))
    let time = try known.source.localTime()
    if options.json {
      let more =
        ", \"chat\": \(JSONText.quoted(chat.path)), \"seen\": \(line.book.seen(message.id).map(String.init) ?? "null")"
        + line.json(message, at: home)
      StandardOutput.write("{\"version\": 1, \"message\": \(view.json(message, at: chat, more: more))}")
      return .ok
    }
    StandardOutput.write(view.text(message, at: chat))
    StandardOutput.write("\nid       \(message.id.hex)")
    StandardOutput.write(
      "stands   \(Escaping.visible(chat.path)), \(message.message.offset) bytes from its beginning")
    let seen = line.book.seen(message.id).map { time.headerText($0 * 1_000_000) }
    StandardOutput.write("seen     \(seen ?? "the relay has not seen it, or has forgotten")")
    let states = line.states(message, at: home)
    if states.isEmpty { StandardOutput.write("goes     nowhere: it is for those who share the file") }
    for state in states { StandardOutput.write("\(state.name): \(state.state)") }
    return .ok
  }

  /// Looks at the ends of the files first, and then at everything.
  private static func find(_ name: MessageName, _ world: ChatWorld) throws -> (ChatMessage, home: Int)? {
    let files = world.chats.map { try? $0.open() }
    for (home, file) in files.enumerated() {
      guard let file else { continue }
      let tail = try ChatTail(file, world.chats[home].writtenHere) { $0.count >= 500 }
      if let found = tail.messages.last(where: name.means) { return (found, home) }
    }
    for (home, file) in files.enumerated() {
      guard let file else { continue }
      var stream = ChatStream(file, world.chats[home].writtenHere)
      var found: ChatMessage?
      while let message = try stream.next() { if name.means(message) { found = message } }
      if let found { return (found, home) }
    }
    return nil
  }
}
