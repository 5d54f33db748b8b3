/// The page for a bot's own instructions: how to read, how to write, and that nothing else has to be done.
package struct InstructionPage: Sendable, Equatable {
  /// The bot that reads it.
  package var bot: String
  /// Others, to write to in the examples.
  package var others: [String]
  /// The people it can write to.
  package var people: [String]
  /// The path of its chat file as the bot sees it in a container; nil: it sees the configuration.
  package var chatInside: String?

  package init(bot: String, others: [String], people: [String] = [], chatInside: String?) {
    self.bot = bot
    self.others = others
    self.people = people
    self.chatInside = chatInside
  }

  /// Markdown, without anything that the toolkit would call a second file or a wake.
  package var text: String {
    let chat = chatInside.map { " --chat \(ShellText.word($0))" } ?? ""
    let everybody = others + people.map { "\($0) (a person)" }
    let other = others.first ?? people.first ?? "ALL"
    let names =
      everybody.isEmpty ? "" : " You can write to \(everybody.joined(separator: ", ")); ALL is everybody."
    return """
      ## BOT_CHAT
      You are \(bot).\(names)
      - What is new: `botchat unread --bot \(bot)\(chat)`. When you have dealt with it: `botchat ack --bot \(bot) --all\(chat)`.
      - To write: `botchat send --from \(bot) --to \(other)\(chat) "TEXT"`, or `-` in place of TEXT and the text on standard input.
      - Without `botchat`: append the whole message to your own BOT_CHAT.md in one write, and change nothing above it:
        `### 2026-02-10 19:32:15 SGT - \(bot) → \(other) (#1)`, the text, an empty line, `⏱ 07:32:15pm SGT`.
      - That is all. Messages are carried, and whoever is written to hears of it: no second file, no waking.
      - Answer only what needs an answer.

      """
  }
}
