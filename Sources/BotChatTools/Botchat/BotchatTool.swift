import BotChatSystem

/// The `botchat` program: what people and bots type.
package enum BotchatTool {
  /// Runs it with these arguments, the program's own name left out, and returns its exit code.
  package static func run(_ arguments: [String]) -> ExitCode { suite.run(arguments) }

  /// The table of all its commands: help, man page and completions come from here.
  package static let suite = CommandSuite(
    "botchat", "write, read and look after the bots' chat files",
    description: [
      "Bots talk by appending messages to their chat files, and the relay carries them. This is the command for people "
        + "and for the bots themselves: it writes messages with a right header, reads what is new without reading "
        + "everything, and shows what became of a message.",
      "A bot in a container, which sees only its own folder, gives --chat FILE in place of a configuration.",
    ],
    examples: [
      ("botchat send --from Jack --to Ross \"the backup is done\"", "Jack writes to Ross."),
      ("botchat unread --bot Ross", "What Ross has not read yet, oldest first."),
      ("botchat ack --bot Ross --all", "Ross has read it all."),
      ("botchat log --follow", "The conversation of all files, and what comes."),
    ],
    members: [
      sendCommand.member(SendTool.run), logCommand.member(LogTool.run), unreadCommand.member(UnreadTool.run),
      ackCommand.member(AckTool.run), showCommand.member(ShowTool.run),
      statusCommand.member(StatusTool.run), checkCommand.member(CheckTool.run),
      resendCommand.member(ResendTool.run), dropCommand.member(DropTool.run),
      archiveCommand.member(ArchiveTool.run),
      pauseCommand.member(SwitchTool.pause),
      resumeCommand.member(SwitchTool.resume), initCommand.member(InitTool.run),
      doctorCommand.member(DoctorTool.run),
      namesCommand.member(NamesTool.run),
      completionsCommand.member(CompletionsTool.run),
    ])
}
