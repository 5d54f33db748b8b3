/// The table of `relay`: its command line, help, man page and README rows come from here.
///
/// Source: DESIGN 7.
package let relayCommand = Command<RelayOptions>(
  "relay", "carry each message to the chat files of the bots it names",
  description: [
    "The relay watches the chat files of the configured bots and appends each message to the files of those "
      + "it is addressed to: once, whole, and in the order of its file. It runs in the foreground, logs to "
      + "standard error, and prints one line that begins with \"ready\" when it watches.",
    "It wakes the bots that it delivers to, as \"wake\" says, unless a monitor does.",
    "On its first start everything that already stands in the files counts as handled; --backfill, --since "
      + "and --from-old say otherwise, and have no effect later.",
    "SIGTERM and SIGINT end it after the message in hand. SIGHUP makes it read the configuration again. "
      + "While the file \"paused\" stands in the state folder nothing is delivered.",
  ],
  example: .init(
    "relay --config /etc/botchat/botchat.yaml --check",
    "Show which files would be bridged, in which order, and every problem, without touching anything."),
  options: [
    .flag("once", "Carry what is there, wait until it has settled, and end.", \.once),
    .flag("backfill", "On a first start, send the whole history, without waking anybody.", \.backfill),
    .flag("yes", "Answer the question that --backfill asks.", \.yes),
    .value(
      "since", "TIME",
      "On a first start, send what was written since this time, as the headers have it, or since an age such "
        + "as 2h.", accepted: HistoryStart.accepted
    ) { options, text in
      options.since = HistoryStart(text)
      return options.since != nil
    },
    .value(
      "from-old", "DIR",
      "On a first start, go on where the old relay script stopped: DIR holds its line counts.", \.fromOld),
    .flag("check", "Show homes, order and wakes, and every problem, and end.", \.check),
  ],
  exits: [
    .init(.ok, "It was told to end, or --once or --check found nothing wrong."),
    .init(.usage, "The command line is wrong."),
    .init(.bug, "A bug of the relay."),
    .init(.inputOutput, "A file or the state could not be read or written."),
    .init(.tryAgain, "Another relay, or the old script, is at work."),
    .init(.configuration, "The configuration is wrong, or the state belongs to a newer version."),
  ],
  files: [
    .init(
      "~/.config/botchat/botchat.yaml", "The configuration, when --config and $BOTCHAT_CONFIG name none."),
    .init("/etc/botchat/botchat.yaml", "The configuration, when there is none in the home folder."),
    .init(
      "/var/lib/botchat", "The state folder of root, unless \"state\" in the configuration says otherwise."),
    .init("~/.local/state/botchat", "The state folder of anybody else."),
  ],
  disagreement: { options in
    let histories = [
      options.backfill ? "--backfill" : nil, options.since.map { _ in "--since" },
      options.fromOld.map { _ in "--from-old" },
    ].compactMap(\.self)
    if options.yes, !options.backfill {
      return Complaint("--yes answers a question that only --backfill asks", exit: .usage)
    }
    if options.once, options.check {
      return Complaint(
        "--once and --check do not go together", hint: "--check touches nothing: give one", exit: .usage)
    }
    guard histories.count > 1 else { return nil }
    return Complaint(
      "\(histories.joined(separator: " and ")) do not go together",
      hint: "each says where the history begins: give one", exit: .usage)
  })
