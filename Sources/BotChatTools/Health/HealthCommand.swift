/// The table of `healthcheck`: its command line, help, man page and README rows come from here.
///
/// Source: DESIGN 7, H4.
package let healthCommand = Command<HealthOptions>(
  "healthcheck", "check that everything works, and start what does not",
  description: [
    "The health check knows from the configuration what must run: the relay, a monitor for each bot that has a "
      + "\"wake\", a link for each bot on another machine, the \"hub\". It looks whether they run, move, and are the "
      + "installed programs with the configuration of the file; whether messages or wakes wait; whether disks, chat files, "
      + "inotify, the clock and the gateways are as they should be; and sends a message through a private pair of "
      + "files, so that \"ok\" means that one really crossed just now.",
    "It starts what does not run, and restarts what hangs or runs an older program or configuration. Nothing else is "
      + "touched: a full disk or a dead gateway is told, since no restart cures it. A daemon that does not stay up "
      + "is tried at once, after 5 s, 30 s, 2 min, and then every 10 min, for ever.",
    "cron runs it every five minutes, and with --boot at boot. The first line of its answer is the verdict, then "
      + "comes one line for each check.",
  ],
  example: .init("healthcheck --start", "Start everything that is not running, then check it."),
  options: [
    .flag("start", "Start everything, also after --stop, and take up changed programs at once.", \.start),
    .flag("boot", "The same at boot: what --stop ended stays ended.", \.boot),
    .flag("stop", "End everything, and leave it ended until --start.", \.stop),
    .flag("no-restart", "Look only; start and end nothing.", \.noRestart),
    .flag("json", "Answer with one JSON object, for programs.", \.json),
    .flag(
      "quiet", "Say nothing when all is as it was at the last check, and nothing had to be done.", \.quiet),
  ],
  exits: [
    .init(.ok, "OK: all is well."),
    .init(.found, "WARNING: something wants to be looked at, or was put right just now."),
    .init(.critical, "CRITICAL: something does not work."),
    .init(
      .unknown, "UNKNOWN: it could not be found out, the command line is wrong, or another check is at work."),
  ],
  files: [
    .init(
      "~/.config/botchat/botchat.yaml", "The configuration, when --config and $BOTCHAT_CONFIG name none."),
    .init("/etc/botchat/botchat.yaml", "The configuration, when there is none in the home folder."),
    .init("stopped in the state folder", "Left by --stop: nothing is started while it stands there."),
    .init("health in the state folder", "What one check leaves to the next."),
    .init("metrics.prom in the state folder", "The same answer for Prometheus."),
    .init("log/ in the state folder", "What the daemons and the check itself have to say."),
  ],
  disagreement: { options in
    let modes = [
      options.start ? "--start" : nil, options.boot ? "--boot" : nil, options.stop ? "--stop" : nil,
      options.noRestart ? "--no-restart" : nil,
    ].compactMap(\.self)
    guard modes.count > 1 else { return nil }
    return Complaint(
      "\(modes.joined(separator: " and ")) do not go together", hint: "give one", exit: .usage)
  })
