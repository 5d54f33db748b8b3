import BotChatCore
import BotChatSystem

/// The `monitor` program.
package enum MonitorTool {
  /// Runs it with these arguments, the program's own name left out, and returns its exit code.
  package static func run(_ arguments: [String]) -> ExitCode {
    monitorCommand.run(arguments, run)
  }

  private static func run(_ options: MonitorOptions) throws -> ExitCode {
    let source = try ConfigurationFile(named: options.config)
    let bot = try bot(options.bot ?? "", in: source)
    if options.check { return MonitorCheck(source, bot).run() }
    if options.stop { return try DetachedMonitor.stop(source, bot) }
    if options.detach { return try DetachedMonitor.start(source, bot) }
    return try serve(source, bot, options)
  }

  /// Runs the monitor, again and again with the configuration that is there then, until it is told to end.
  private static func serve(
    _ source: ConfigurationFile, _ bot: Bot, _ options: MonitorOptions
  ) throws -> ExitCode {
    if let code = try MonitorService(source, bot, options).run() { return code }
    let new = try ConfigurationFile(named: source.path)
    return try serve(new, try self.bot(bot.name, in: new), options)
  }

  /// Finds the bot by its name or another of its names, without regard to case.
  private static func bot(_ name: String, in source: ConfigurationFile) throws(Complaint) -> Bot {
    let directory = Directory(source.configuration)
    if case .bot(let index)? = directory.resolve(name) { return source.configuration.bots[index] }
    let names = source.configuration.bots.map(\.name).joined(separator: ", ")
    throw Complaint(
      "\(source.path) has no bot \"\(name)\"",
      hint: "\(directory.question(about: name))the bots are \(names)", exit: .configuration)
  }
}
