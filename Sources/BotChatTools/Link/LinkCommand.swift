/// The table of `link`: its command line, help, man page and README rows come from here.
///
/// Source: DESIGN 7, DESIGN 9.
package let linkCommand = Command<BotDaemonOptions>(
  "link", "carry messages between a bot on another machine and its room at a hub",
  description: [
    "A bot on another machine has a chat file here all the same, in the state folder. The link sends what the relay "
      + "writes there for that bot to the room that the configuration names as its \"link\", and appends there what "
      + "the bot says in the room; the relay carries it on. It runs in the foreground, logs to standard error, and "
      + "prints one line that begins with \"ready\" when it watches.",
    "What was sent counts as handed over when the hub says that it is stored, and what came is stored here before the "
      + "hub hears so: nothing is lost or doubled when a program is killed or a connection cut. A plain Bot Hub knows "
      + "no ids; there a message that was under way may come twice.",
    "An HTTP proxy is taken from https_proxy, http_proxy and no_proxy. Nothing is sent or appended while the file "
      + "\"paused\" stands in the state folder.",
  ],
  example: .init("link --bot Pelouse", "Carry messages between this machine and Pelouse's."),
  options: [
    .value("bot", "NAME", "The bot, as the configuration calls it.", \.bot),
    .flag("once", "Hand over and take what is there, and end; the hub is asked once.", \.once),
    .flag("detach", "Go on in the background, once it watches; its log goes to log/link-NAME.log.", \.detach),
    .flag(
      "check",
      "Show the hub, the room and the file, and every problem, and end; the hub is asked whether it knows the token.",
      \.check),
    .flag("stop", "End the link that runs for this bot.", \.stop),
  ],
  exits: [
    .init(.ok, "It was told to end, or --once or --check found nothing wrong."),
    .init(.usage, "The command line is wrong."),
    .init(.bug, "A bug of the link."),
    .init(
      .inputOutput,
      "A file or the state failed, --check found a problem, or --once did not get into the room."),
    .init(.tryAgain, "Another link runs for this bot."),
    .init(
      .configuration,
      "The configuration is wrong, has no such bot with a link, or the state belongs to a newer version."),
  ],
  files: [
    .init(
      "~/.config/botchat/botchat.yaml", "The configuration, when --config and $BOTCHAT_CONFIG name none."),
    .init("/etc/botchat/botchat.yaml", "The configuration, when there is none in the home folder."),
    .init("links/NAME/ in the state folder", "The bot's chat file, and everything that the link keeps."),
  ],
  disagreement: { $0.disagreement(of: "link") })
