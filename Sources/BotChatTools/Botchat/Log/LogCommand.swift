import BotChatCore

/// What `botchat log` can be told on its command line.
package struct LogOptions: CommandOptions, Equatable {
  package var config: String?
  /// A chat file to show without a configuration.
  package var chat: String?
  /// How many messages to show; nil: all.
  package var count: Int? = 20
  package var follow = false
  /// Only what this one wrote or was written.
  package var bot: String?
  /// Only what these two wrote to each other, with a comma between them.
  package var between: [String] = []
  package var since: HistoryStart?
  /// Only messages with this text in them.
  package var grep: String?
  package var json = false

  package init() {}
}

/// The table of `botchat log`.
package let logCommand = Command<LogOptions>(
  "botchat log", "show the conversation of all chat files",
  description: [
    "The messages of all files in the order of their times, each once, where it was written, with what became of it: "
      + "delivered, woken, answered, or what it waits for. Lines of text are made harmless for the terminal.",
    "With --follow it goes on, and shows each message in the moment in which it is complete.",
  ],
  example: .init("botchat log -n 50 --bot Ross", "The last 50 messages from or to Ross."),
  options: [
    .value(
      "number", "N", "Show the last N messages; all of them with \"all\". Default: 20.",
      accepted: "a number, or all"
    ) { options, text in
      options.count = Int(text)
      return text == "all" || options.count.map { $0 >= 0 } ?? false
    }.letter("n"),
    .flag("follow", "Go on, and show what comes.", \.follow).letter("f"),
    .value("bot", "NAME", "Only what NAME wrote, or was written.", \.bot),
    .value(
      "between", "A,B", "Only what these two wrote to each other.", accepted: "two names with a comma between"
    ) { options, text in
      options.between = text.split(separator: ",").map(String.init)
      return options.between.count == 2
    },
    .value("since", "TIME", "Only messages from that time on.", accepted: HistoryStart.accepted) {
      options, text in
      options.since = HistoryStart(text)
      return options.since != nil
    },
    .value("grep", "TEXT", "Only messages that hold this text; upper and lower case are the same.", \.grep),
    .flag("json", "Answer with a JSON object in each line, for programs.", \.json),
    .value("chat", "FILE", "Show this chat file, without configuration and state.", \.chat),
  ],
  exits: [
    .init(.ok, "Something was shown, or --follow was ended."), .init(.found, "There is no such message."),
    .init(.usage, "The command line is wrong."), .init(.refused, "Nobody has that name."),
    .init(.inputOutput, "A chat file cannot be read."), .init(.permission, "This user may not read one."),
    .init(.configuration, "The configuration is wrong."),
  ],
  files: [],
  disagreement: { options in
    options.follow && options.count == nil
      ? Complaint("--follow goes on behind the last messages", hint: "give -n a number", exit: .usage) : nil
  })
