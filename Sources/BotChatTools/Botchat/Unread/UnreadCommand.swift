/// What `botchat unread` and `ack` can be told on their command lines.
package struct UnreadOptions: CommandOptions, Equatable {
  package var config: String?
  /// A chat file to look into without a configuration.
  package var chat: String?
  /// Who reads.
  package var bot: String?
  /// Whether to answer for programs.
  package var json = false
  /// How many messages to show at most.
  package var count = 50
  /// The message through which everything was read.
  package var id: String?
  /// Whether everything was read.
  package var all = false

  package init() {}
}

private let chatOption = Option<UnreadOptions>.value(
  "chat", "FILE", "Look into this chat file, without configuration and state: for a bot in a container.",
  \.chat)
private let botOption = Option<UnreadOptions>.value("bot", "NAME", "Who reads.", \.bot)

private let unreadFiles: [Command<UnreadOptions>.File] = [
  .init(".bot-chat-read beside the chat file", "The id of the last message that was read."),
  .init(
    ".bot-chat-state beside the chat file",
    "Its number, for instructions that compare numbers; one that was written there by hand counts."),
]

private func needsBot(_ name: String) -> @Sendable (UnreadOptions) -> Complaint? {
  { options in
    options.bot == nil
      ? Complaint("--bot is missing", hint: "write \(name) --bot NAME", exit: .usage) : nil
  }
}

/// The table of `botchat unread`.
package let unreadCommand = Command<UnreadOptions>(
  "botchat unread", "show what a bot has not read yet",
  description: [
    "Messages of others for the bot, oldest first, behind the one that was marked as read last. It reads the end of "
      + "the file and no more, and marks nothing: that is for botchat ack.",
    "A person's line that is not proven to be that person's is shown as not verified.",
  ],
  example: .init("botchat unread --bot Ross", "What is new for Ross?"),
  options: [
    botOption, chatOption, .flag("json", "Answer with one JSON object, for programs.", \.json),
    .value(
      "number", "N", "Show so many at most; the others are counted. Default: 50.",
      accepted: "a number from 1 on"
    ) { options, text in
      guard let count = Int(text), count > 0 else { return false }
      options.count = count
      return true
    }.letter("n"),
  ],
  exits: [
    .init(.ok, "There is something new."), .init(.found, "There is nothing new."),
    .init(.usage, "The command line is wrong."), .init(.refused, "Nobody has that name."),
    .init(.inputOutput, "The chat file cannot be read."), .init(.permission, "This user may not read it."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: unreadFiles, disagreement: needsBot("botchat unread"))

/// The table of `botchat ack`.
package let ackCommand = Command<UnreadOptions>(
  "botchat ack", "mark messages as read",
  description: [
    "Everything through the message with that id counts as read, or everything that stands there now."
  ],
  example: .init("botchat ack --bot Ross 3fa85f6457b2", "Ross has read everything through this message."),
  operands: [
    .optional("ID", "The message, by its id or the first digits of it, or by its number, as #14.", \.id)
  ],
  options: [botOption, chatOption, .flag("all", "Everything that stands there now was read.", \.all)],
  exits: [
    .init(.ok, "It is marked."), .init(.found, "There is no such message."),
    .init(.usage, "The command line is wrong."), .init(.refused, "Nobody has that name."),
    .init(.inputOutput, "The mark cannot be written."), .init(.permission, "This user may not write it."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: unreadFiles,
  disagreement: { options in
    if let complaint = needsBot("botchat ack")(options) { return complaint }
    if options.all != (options.id == nil) {
      return Complaint(
        options.all ? "--all and ID do not go together" : "the ID is missing",
        hint: "give one of ID and --all",
        exit: .usage)
    }
    return nil
  })
