import BotChatCore
import BotChatSystem

/// What `botchat check` can be told on its command line.
package struct CheckOptions: CommandOptions, Equatable {
  package var config: String?
  package var file: String?
  package var chat: String?

  package init() {}
}

/// The table of `botchat check`.
package let checkCommand = Command<CheckOptions>(
  "botchat check", "show what in a chat file is no message, and why",
  description: [
    "Lines that look like headers and are none, text without a header, messages of somebody who is at home in another "
      + "file, a code block that was never closed. With a configuration names are checked, too; with --chat only the form."
  ],
  example: .init("botchat check /srv/ross/workspace/BOT_CHAT.md", "Is everything in Ross's file a message?"),
  operands: [.optional("FILE", "The chat file; it may be one of the configuration or any other.", \.file)],
  options: [.value("chat", "FILE", "The chat file, without a configuration.", \.chat)],
  exits: [
    .init(.ok, "Everything in it is a message."), .init(.found, "Something is not: each with its line."),
    .init(.usage, "The command line is wrong."), .init(.inputOutput, "The file cannot be read."),
    .init(.permission, "This user may not read it."), .init(.configuration, "The configuration is wrong."),
  ],
  files: [],
  disagreement: { options in
    (options.file == nil) == (options.chat == nil)
      ? Complaint("one FILE is wanted", hint: "write botchat check FILE, or --chat FILE", exit: .usage) : nil
  })

/// `botchat check`.
enum CheckTool {
  static func run(_ options: CheckOptions) throws -> ExitCode {
    let path = options.chat ?? options.file ?? ""
    let absolute = try NamedFile.path(path)
    let world = try ChatWorld(config: options.config, chat: options.chat ?? anyFile(options, absolute))
    let identity = FileIdentity(at: absolute)
    let chat =
      world.chats.first { FileIdentity(at: $0.path) == identity && identity != nil } ?? Chat(path: absolute)
    let file = try chat.open()
    var finder = CheckFinder(chat, world)
    try finder.read(file)
    for flaw in finder.flaws {
      StandardOutput.write("\(Escaping.visible(absolute)):\(flaw.line): \(flaw.what)")
    }
    let messages = finder.messages == 1 ? "1 message" : "\(finder.messages) messages"
    let flaws = finder.flaws.count == 1 ? "1 flaw" : "\(finder.flaws.count) flaws"
    StandardOutput.write("\(messages), \(finder.flaws.isEmpty ? "and nothing else" : flaws)")
    return finder.flaws.isEmpty ? .ok : .found
  }

  /// Where there is no configuration at all, the form can be checked all the same.
  private static func anyFile(_ options: CheckOptions, _ path: String) -> String? {
    options.config == nil && (try? ConfigurationFile.path(named: nil)) == nil ? path : nil
  }
}
