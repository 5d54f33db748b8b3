import BotChatCore
import BotChatSystem

/// The `link` program.
package enum LinkTool {
  /// Runs it with these arguments, the program's own name left out, and returns its exit code.
  package static func run(_ arguments: [String]) -> ExitCode {
    linkCommand.run(arguments, run)
  }

  private static func run(_ options: BotDaemonOptions) throws -> ExitCode {
    let source = try ConfigurationFile(named: options.config)
    let (bot, link) = try linked(options.bot ?? "", in: source)
    if options.check { return LinkCheck(source, bot, link).run() }
    if options.stop { return try DetachedDaemon.link(bot).stop(source) }
    if options.detach { return try DetachedDaemon.link(bot).start(source) }
    return try serve(source, bot, link, options)
  }

  /// Runs the link, again and again with the configuration that is there then, until it is told to end.
  private static func serve(
    _ source: ConfigurationFile, _ bot: Bot, _ link: Link, _ options: BotDaemonOptions
  ) throws -> ExitCode {
    if let code = try LinkService(source, bot, link, options).run() { return code }
    let new = try ConfigurationFile(named: source.path)
    let (bot, link) = try linked(bot.name, in: new)
    return try serve(new, bot, link, options)
  }

  private static func linked(
    _ name: String, in source: ConfigurationFile
  ) throws(Complaint) -> (bot: Bot, link: Link) {
    let bot = try source.bot(named: name)
    guard let link = bot.link else {
      let names = source.configuration.bots.filter { $0.link != nil }.map(\.name)
      throw Complaint(
        "\(bot.name) lives on this machine: it has a \"chat\" and no \"link\"",
        hint: names.isEmpty
          ? "no bot has a \"link\"" : "bots with a \"link\" are \(names.joined(separator: ", "))",
        exit: .configuration)
    }
    return (bot, link)
  }
}
