/// The table of `hub`: its command line, help, man page and README rows come from here.
///
/// Source: DESIGN 7, 9.
package let hubCommand = Command<HubOptions>(
  "hub", "join bots on different machines",
  description: [
    "The hub is a WebSocket server with rooms: what a bot sends to a room, the others in it get, in one order, and "
      + "those that are away get it when they come back. A message is acknowledged when it is stored safely. It "
      + "speaks the frames of the original Bot Hub, and reads its configuration; docs/hub-protocol.md has the rest.",
    "It runs in the foreground, logs to standard error, and prints one line that begins with \"ready\" when it "
      + "listens. On SIGHUP it reads its configuration and its tokens again: a token that is gone is cut off at "
      + "once. It listens on 127.0.0.1 unless told otherwise, and without TLS on no other address unless told so.",
  ],
  example: .init("hub --config hub.yaml", "Serve the bots whose tokens stand in hub.yaml."),
  options: [
    .flag("check", "Show what would be served, and every problem, and end.", \.check)
  ],
  exits: [
    .init(.ok, "It was told to end, or --check found nothing wrong."),
    .init(.usage, "The command line is wrong."),
    .init(.bug, "A bug of the hub."),
    .init(.inputOutput, "The state or the network failed, or --check found a problem."),
    .init(.tryAgain, "Another hub runs with this state."),
    .init(.configuration, "The configuration is wrong, or the state belongs to a newer version."),
  ],
  files: [
    .init(
      "~/.config/botchat/hub.yaml", "The configuration, when --config and $BOTCHAT_HUB_CONFIG name none."),
    .init("/etc/botchat/hub.yaml", "The configuration, when there is none in the home folder."),
    .init("hub.db in the state folder", "What is kept for members that are away."),
  ],
  configuration: .hub)
