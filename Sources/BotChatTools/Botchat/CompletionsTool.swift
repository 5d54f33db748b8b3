import BotChatSystem

/// What `botchat completions` can be told on its command line.
package struct CompletionsOptions: CommandOptions, Equatable {
  package var config: String?
  package var shell: String?

  package init() {}
}

/// The table of `botchat completions`.
package let completionsCommand = Command<CompletionsOptions>(
  "botchat completions", "print a script that completes the toolkit's words",
  description: [
    "The script knows the options and commands of all programs, and the names of the configuration."
  ],
  example: .init("source <(botchat completions bash)", "Complete words in this bash."),
  operands: [.required("SHELL", "bash, zsh or fish.", \.shell)], options: [],
  exits: [.init(.ok, "It is printed."), .init(.usage, "The command line is wrong.")], files: [])

enum CompletionsTool {
  static func run(_ options: CompletionsOptions) throws -> ExitCode {
    guard let shell = options.shell.flatMap(Completions.Shell.init(rawValue:)) else {
      throw Complaint(
        "no completions for \"\(options.shell ?? "")\"", hint: "accepted: bash, zsh, fish", exit: .usage)
    }
    let tables = [
      CompletionTable(BotchatTool.suite), CompletionTable("relay", relayCommand.completion),
      CompletionTable("monitor", monitorCommand.completion), CompletionTable("link", linkCommand.completion),
      CompletionTable("healthcheck", healthCommand.completion),
    ]
    StandardOutput.write(Completions.script(shell, tables))
    return .ok
  }
}
