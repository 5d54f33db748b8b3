import BotChatCore
import BotChatSystem

/// The `monitor` program.
package enum MonitorTool {
  /// Runs it with these arguments, the program's own name left out, and returns its exit code.
  package static func run(_ arguments: [String]) -> ExitCode {
    monitorCommand.run(arguments, run)
  }

  private static func run(_ options: BotDaemonOptions) throws -> ExitCode {
    let source = try ConfigurationFile(named: options.config)
    let bot = try source.bot(named: options.bot ?? "")
    if options.check { return MonitorCheck(source, bot).run() }
    if options.stop { return try DetachedDaemon.monitor(bot).stop(source) }
    if options.detach { return try DetachedDaemon.monitor(bot).start(source) }
    return try serve(source, bot, options)
  }

  /// Runs the monitor, again and again with the configuration that is there then, until it is told to end.
  private static func serve(
    _ source: ConfigurationFile, _ bot: Bot, _ options: BotDaemonOptions
  ) throws -> ExitCode {
    if let code = try MonitorService(source, bot, options).run() { return code }
    let new = try ConfigurationFile(named: source.path)
    return try serve(new, try new.bot(named: bot.name), options)
  }
}
