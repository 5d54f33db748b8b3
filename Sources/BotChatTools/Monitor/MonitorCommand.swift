/// The table of `monitor`: its command line, help, man page and README rows come from here.
///
/// Source: DESIGN 7.
package let monitorCommand = Command<BotDaemonOptions>(
  "monitor", "wake a bot when somebody else wrote to it",
  description: [
    "The monitor watches the chat file of one bot, and has the bot woken, as its \"wake\" in the configuration "
      + "says, when somebody else wrote something for it: one wake for what comes together, again only while the "
      + "wake fails or stays unanswered. It runs in the foreground, logs to standard error, and prints one line "
      + "that begins with \"ready\" when it watches.",
    "It starts where the last one stopped: what came while it was down is one wake. A relay that runs wakes the "
      + "bots that have no monitor, and leaves a bot to its monitor within a second or two.",
    "Nobody is woken while the file \"paused\" stands in the state folder or in the bot's own folder there, or "
      + "\".BOT_CHAT_DISABLED\" beside its chat file.",
  ],
  example: .init("monitor --bot Ross", "Wake Ross whenever somebody writes to Ross."),
  options: [
    .value("bot", "NAME", "The bot, as the configuration calls it.", \.bot),
    .flag("once", "Wake for what is there, wait until that is done, and end.", \.once),
    .flag(
      "detach", "Go on in the background, once it watches; its log goes to log/monitor-NAME.log.", \.detach),
    .flag(
      "check", "Show what would be watched and how the bot is woken, and every problem, and end.", \.check),
    .flag("stop", "End the monitor that runs for this bot.", \.stop),
  ],
  exits: [
    .init(.ok, "It was told to end, or --once or --check found nothing wrong."),
    .init(.usage, "The command line is wrong."),
    .init(.bug, "A bug of the monitor."),
    .init(.inputOutput, "A file, the state, or with --once the wake, failed."),
    .init(.tryAgain, "Another monitor wakes this bot."),
    .init(
      .configuration, "The configuration is wrong, has no such bot, or the state belongs to a newer version."),
  ],
  files: [
    .init(
      "~/.config/botchat/botchat.yaml", "The configuration, when --config and $BOTCHAT_CONFIG name none."),
    .init("/etc/botchat/botchat.yaml", "The configuration, when there is none in the home folder."),
    .init("bots/NAME/ in the state folder", "Everything that the monitor keeps."),
  ],
  disagreement: { $0.disagreement(of: "monitor") })
