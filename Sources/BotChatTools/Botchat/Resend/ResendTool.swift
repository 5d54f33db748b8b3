import BotChatCore
import BotChatFormat
import BotChatSystem

/// What `botchat resend` can be told on its command line.
package struct ResendOptions: CommandOptions, Equatable {
  package var config: String?
  package var id: String?
  package var to: String?

  package init() {}
}

/// The table of `botchat resend`.
package let resendCommand = Command<ResendOptions>(
  "botchat resend", "deliver a message once more",
  description: [
    "The relay delivers each message once. This has it delivered again, to all that it names or to one of them, and "
      + "whoever gets it is woken again. The message must stand in the file it was written in, or in an archive beside "
      + "that.",
    "It goes out when the relay can write the recipient's file; until then it waits like any other.",
  ],
  example: .init("botchat resend 3fa85f6457b2 --to Ross", "Ross gets it once more."),
  operands: [.required("ID", "The id, the first digits of it (four at least), or a number, as #14.", \.id)],
  options: [.value("to", "NAME", "To this recipient alone.", \.to)],
  exits: [
    .init(.ok, "It is stored for delivery."), .init(.found, "There is no such message."),
    .init(.usage, "The command line is wrong."),
    .init(.refused, "It was refused: the ID means several messages, or NAME is none of its recipients."),
    .init(.unavailable, "No relay runs that could do it."),
    .init(.inputOutput, "A chat file cannot be read, or the inbox not be written."),
    .init(.tryAgain, "The relay does not answer."),
    .init(.permission, "This user may not ask the relay."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: [.init("inbox/ in the state folder", "Where the request is left for the relay.")])

/// `botchat resend`: the manual way round R6.
enum ResendTool {
  static func run(_ options: ResendOptions) throws -> ExitCode {
    let world = try ChatWorld(config: options.config, chat: nil)
    guard let known = world.known else { return .bug }
    let recipient = try options.to.map { name throws(Complaint) in try world.home(of: name).name }
    let found = try find(options.id ?? "", world, known)
    let message = found.message.message
    guard !message.isOversize else {
      throw Complaint(
        "\(found.message.id) has \(message.length) bytes, and a message may have \(known.source.configuration.relay.maxMessage.bytes)",
        hint: "\"relay: { maxMessage: … }\" in the configuration is the limit", exit: .refused)
    }
    let request = Resend(
      id: found.message.id, home: world.chats[found.home].path, headerLine: message.headerLine,
      body: message.body, continuation: message.continuation, recipient: recipient)
    StandardOutput.write(Escaping.visible(try RelayRequest(known.source).ask(.resend(request))))
    return .ok
  }

  private static func find(
    _ text: String, _ world: ChatWorld, _ known: ChatWorld.Known
  ) throws -> MessageSearch.Found {
    let found: [MessageSearch.Found]
    do throws(SystemError) {
      found = try MessageSearch(MessageName(text), world, known).find()
    } catch {
      throw Chat.complaint("cannot look for \(text)", error)
    }
    guard let first = found.first else {
      throw Complaint(
        "there is no message \(text) in any chat file, nor in an archive beside one",
        hint: "botchat log shows the ids", exit: .found)
    }
    guard found.count == 1 else {
      let some = found.prefix(8).map { "\($0.message.id) (\($0.message.header.sender))" }.joined(
        separator: ", ")
      throw Complaint("\(text) means \(found.count) messages: \(some)", hint: "give one id", exit: .refused)
    }
    return first
  }
}
