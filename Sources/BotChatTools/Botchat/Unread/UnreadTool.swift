import BotChatCore
import BotChatFormat
import BotChatSystem

/// What a bot has not read: the end of its chat file behind its mark.
struct Unread {
  /// What is for the bot and was not read, oldest first.
  let messages: [ChatMessage]
  /// Everything that stands behind the mark, also what is for others.
  let behind: [ChatMessage]
  /// Whether the marked message was not found, so that there may be older ones.
  let isCut: Bool

  /// So much is looked through for a mark; a bot that is further behind reads the rest in the file.
  private static let horizon = 2000

  /// Throws a `Complaint`.
  init(_ bot: String, _ chat: Chat, _ world: ChatWorld, _ mark: ReadMark) throws(Complaint) {
    let recipient = Recipient(bot, in: world)
    let file = try chat.open()
    let tail: ChatTail
    do throws(SystemError) {
      tail = try ChatTail(file, chat.standingHere) { messages in
        mark.place(in: messages) != nil || (mark.isEmpty && messages.contains { recipient.isOwn($0.header) })
          || messages.count >= Self.horizon
      }
    } catch {
      throw chat.complaint("cannot read \(chat.path)", error)
    }
    // Without a mark, what the bot itself wrote last shows how far it has come.
    let place =
      mark.place(in: tail.messages)
      ?? (mark.isEmpty ? tail.messages.lastIndex { recipient.isOwn($0.header) }.map { $0 + 1 } : nil)
    behind = Array(tail.messages[(place ?? 0)...])
    messages = behind.filter { recipient.isMeant(by: $0.header) }
    isCut = place == nil && tail.begin > 0
  }
}

/// `botchat unread`.
enum UnreadTool {
  static func run(_ options: UnreadOptions) throws -> ExitCode {
    let world = try ChatWorld(config: options.config, chat: options.chat)
    let (bot, chat) = try world.home(of: options.bot ?? "")
    let unread = try Unread(bot, chat, world, try ReadMark(of: bot, chat, world))
    let shown = unread.messages.prefix(options.count)
    let view = MessageView(world, Colour(for: StandardOutput.descriptor))
    if options.json {
      let list = shown.map { view.json($0, at: chat) }.joined(separator: ", ")
      StandardOutput.write(
        "{\"version\": 1, \"bot\": \(JSONText.quoted(bot)), \"unread\": \(unread.messages.count), "
          + "\"messages\": [\(list)]}")
    } else {
      say(unread, shown, bot, view, chat, options.who(bot))
    }
    return unread.messages.isEmpty ? .found : .ok
  }

  private static func say(
    _ unread: Unread, _ shown: ArraySlice<ChatMessage>, _ bot: String, _ view: MessageView, _ chat: Chat,
    _ who: String
  ) {
    let count = unread.messages.count
    guard count > 0 else {
      StandardOutput.write("nothing new for \(bot)")
      return
    }
    let more = unread.isCut ? ", and perhaps older ones" : ""
    StandardOutput.write("\(count == 1 ? "1 message" : "\(count) messages") for \(bot)\(more)")
    for message in shown { guard StandardOutput.write("\n" + view.text(message, at: chat)) else { return } }
    if count > shown.count {
      StandardOutput.write("\n\(count - shown.count) more: botchat unread \(who) -n \(count)")
    }
    if let last = shown.last {
      StandardOutput.write("\nwhen this is done: botchat ack \(who) \(last.id)")
    }
  }
}

/// `botchat ack`.
enum AckTool {
  static func run(_ options: UnreadOptions) throws -> ExitCode {
    let world = try ChatWorld(config: options.config, chat: options.chat)
    let (bot, chat) = try world.home(of: options.bot ?? "")
    let mark = try ReadMark(of: bot, chat, world)
    guard let message = try wanted(options, chat) else {
      throw Complaint(
        options.all
          ? "there is no message in \(chat.path)" : "there is no message \(options.id ?? "") in \(chat.path)",
        hint: "botchat unread \(options.who(bot)) shows the ids", exit: .found)
    }
    do {
      try mark.set(message)
    } catch {
      throw chat.complaint("cannot mark it as read", error)
    }
    StandardOutput.write(
      "\(bot) has read everything through \(message.id)\(message.header.tag.map { " (\($0))" } ?? "")")
    return .ok
  }

  private static func wanted(_ options: UnreadOptions, _ chat: Chat) throws -> ChatMessage? {
    let wanted = options.id.map(MessageName.init)
    let file = try chat.open()
    let tail = try ChatTail(file, chat.standingHere) { messages in
      wanted.map { name in messages.contains(where: name.means) } ?? !messages.isEmpty
    }
    guard let wanted else { return tail.messages.last }
    if let found = tail.messages.last(where: wanted.means) { return found }
    if tail.begin == 0 { return nil }
    var stream = ChatStream(file, chat.standingHere)
    var found: ChatMessage?
    while let message = try stream.next() { if wanted.means(message) { found = message } }
    return found
  }
}

extension ReadMark {
  /// How far that bot has read in its chat.
  ///
  /// Throws a `Complaint` with exit 74 or 77 where the folder of the chat cannot be opened.
  fileprivate init(of bot: String, _ chat: Chat, _ world: ChatWorld) throws(Complaint) {
    do throws(SystemError) {
      try self.init(beside: world.path(of: bot, chat))
    } catch {
      throw chat.complaint("cannot open the chat's folder", error)
    }
  }
}

extension UnreadOptions {
  /// The options that say whose messages and which file are meant, for a command line to copy.
  fileprivate func who(_ bot: String) -> String {
    "--bot \(bot)" + (chat.map { " --chat \(ShellText.word($0))" } ?? "")
  }
}
