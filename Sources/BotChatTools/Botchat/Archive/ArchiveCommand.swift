/// What `botchat archive` can be told on its command line.
package struct ArchiveOptions: CommandOptions, Equatable {
  package var config: String?
  /// Whose chat file.
  package var bot: String?
  /// Which chat files.
  package var files: [String] = []
  /// How many of the newest messages stay.
  package var keep = 200
  package var json = false

  package init() {}
}

/// The table of `botchat archive`.
package let archiveCommand = Command<ArchiveOptions>(
  "botchat archive", "move the old messages of chat files into dated files beside them",
  description: [
    "The running relay does it, between two deliveries, while bots go on writing: nothing is lost, nothing is delivered or "
      + "woken for again, and owner, mode and inode of the chat file stay. What stands before the first message stays, "
      + "too, with a comment behind it that says where the older messages are.",
    "Without --bot and FILE every chat file of the configuration is looked at. Whole blocks are moved, so up to some "
      + "kilobytes may be left of what could go.",
    "It needs ext4 or XFS, and that nobody has the file open for writing but to append.",
  ],
  example: .init(
    "botchat archive --bot Ross --keep 100", "All but the newest 100 messages go into BOT_CHAT-DATE.md."),
  operands: [.repeated("FILE", "A chat file of the configuration.", \.files)],
  options: [
    .value("bot", "NAME", "The chat file of this bot or person.", \.bot),
    .value(
      "keep", "N", "So many of the newest messages stay, deliveries among them. Default: 200.",
      accepted: "a number from 1 to 1000000"
    ) { options, text in
      guard let keep = Int(text), 1...1_000_000 ~= keep else { return false }
      options.keep = keep
      return true
    },
    .flag("json", "Answer with one JSON object, for programs.", \.json),
  ],
  exits: [
    .init(.ok, "Something was moved."), .init(.found, "Nothing is old enough."),
    .init(.usage, "The command line is wrong."),
    .init(.refused, "Nobody has that name, or FILE is no chat file of the configuration."),
    .init(.unavailable, "No relay runs that could do it."),
    .init(.inputOutput, "It does not go here, or a file cannot be read or written: it says why."),
    .init(.tryAgain, "Somebody has the file open for writing, or the relay does not answer."),
    .init(.permission, "This user may not ask the relay."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: [
    .init(
      "BOT_CHAT-DATE.md beside the chat file", "The archive of that day, of the chat file's owner and mode."),
    .init("inbox/ in the state folder", "Where the request is left for the relay."),
  ],
  disagreement: { options in
    options.bot == nil || options.files.isEmpty
      ? nil : Complaint("--bot and FILE do not go together", hint: "give one of them", exit: .usage)
  })
