import BotChatCore
import Testing

@Suite("Configuration: what is refused, where, and with what advice")
struct ConfigurationRefusalTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let error: String
    let hint: String
    init(_ text: String, _ error: String, _ hint: String) {
      self.text = text
      self.error = error
      self.hint = hint
    }
    var testDescription: String { text }
  }

  private static let pathHint =
    "accepted: an absolute path, one that starts with ~/, or one relative to this file's folder"
  private static let filePathHint = "\(pathHint), not ending in /"
  private static let nameHint = "accepted: a letter or digit, then up to 63 of letters, digits, _ - . (ASCII)"
  private static let durationHint = "accepted: a number with a unit (ms, s, m, h, d), such as 2s"
  private static let canaryHint =
    "healthcheck's test messages go from Canary-Out to Canary-In; choose another name"
  private static let callHint =
    "accepted: { run: [program, argument] } or { post: \"http://…\", token: FILE }"
  private static let homeHint =
    "accepted: chat: FILE for a bot on this machine, or link: { hub, room, token } for one elsewhere"
  private static let distinct = "names, aliases and people must differ in more than case; the first stands in"

  static let keys: [Row] = [
    Row(
      "stat: /x", "1:1: unknown key \"stat\"",
      "did you mean state? accepted: state, zone, bots, humans, hub, broadcast, alert, relay, wake, guard, health, log"
    ),
    Row(
      "relay: { pol: 2s }", "1:10: unknown key \"pol\" in relay",
      "did you mean poll? accepted: poll, settle, lockHold, maxMessage, remember"),
    Row(
      "relay: { lockhold: 2s }", "1:10: unknown key \"lockhold\" in relay",
      "did you mean lockHold? accepted: poll, settle, lockHold, maxMessage, remember"),
    Row(
      "zone: { colour: red }", "1:9: unknown key \"colour\" in zone", "accepted: name, label"),
    Row(
      "bots: [{ name: Ross, chat: /r, wakeOne: others }]", "1:32: unknown key \"wakeOne\" in bot",
      "did you mean wakeOn? accepted: name, aliases, chat, link, wake, wakeOn, wakeBy, burst, answer, rescue, "
        + "monitor, gateway"),
    Row(
      "state: /x\nstate: /y", "2:1: the key \"state\" stands twice",
      "keep one; the first stands in line 1, column 1"),
    Row(
      "relay: { poll: 2s, poll: 2s }", "1:20: the key \"poll\" stands twice in relay",
      "keep one; the first stands in line 1, column 10"),
    Row(
      "[a]: b", "1:1: the configuration: a list is not a key",
      "accepted: state, zone, bots, humans, hub, broadcast, alert, relay, wake, guard, health, log"),
    Row(
      "relay: 2s", "1:8: relay: \"2s\" is not a map",
      "accepted: a map with the keys poll, settle, lockHold, maxMessage, remember"),
  ]

  static let names: [Row] = [
    Row(
      "bots: []", "1:7: no bot is configured",
      "write at least one, such as bots: [{ name: Ross, chat: /srv/ross/BOT_CHAT.md }]"),
    Row(
      "bots: ~", "1:1: no bot is configured",
      "write at least one, such as bots: [{ name: Ross, chat: /srv/ross/BOT_CHAT.md }]"),
    Row("bots: Ross", "1:7: bots: \"Ross\" is not a list", "accepted: a list of bots in [ ]"),
    Row("bots: [{ chat: /r }]", "1:8: name is missing in bot", "write name: the bot's name"),
    Row("bots: [{ name: -rf, chat: /r }]", "1:16: bot.name: \"-rf\" is not a name", nameHint),
    Row("bots: [{ name: [Ross], chat: /r }]", "1:16: bot.name: a list is not a name", nameHint),
    Row("bots: [{ name: Zoë, chat: /r }]", "1:16: bot.name: \"Zoë\" is not a name", nameHint),
    Row("bots: [{ name: \"a/b\", chat: /r }]", "1:16: bot.name: \"a/b\" is not a name", nameHint),
    Row(
      "bots: [{ name: relay, chat: /r }]", "1:16: the name \"relay\" is reserved",
      "the relay itself speaks as Relay; choose another name"),
    Row(
      "bots: [{ name: AND, chat: /r }]", "1:16: the name \"AND\" is reserved",
      "the word separates recipients; choose another name"),
    Row(
      "bots: [{ name: canary-in, chat: /r }]", "1:16: the name \"canary-in\" is reserved", canaryHint),
    Row(
      "bots: [{ name: R, aliases: [CANARY-OUT], chat: /r }]", "1:29: the name \"CANARY-OUT\" is reserved",
      canaryHint),
    Row(
      "bots: [{ name: R, chat: /r }]\nhumans: [Canary-Out]", "2:10: the name \"Canary-Out\" is reserved",
      canaryHint),
    Row(
      "broadcast: [Canary-In]", "1:13: the name \"Canary-In\" is reserved", canaryHint),
    Row(
      "bots: [{ name: all, chat: /r }]", "1:16: the name \"all\" is the broadcast word ALL",
      "choose another name"),
    Row(
      "bots: [{ name: Team, chat: /r }]\nbroadcast: [team]",
      "1:16: the name \"Team\" is the broadcast word team", "choose another name"),
    Row(
      "broadcast: [ALL, Relay]", "1:18: the name \"Relay\" is reserved",
      "the relay itself speaks as Relay; choose another name"),
    Row(
      "broadcast: [Team, TEAM]", "1:19: the broadcast word \"TEAM\" stands twice",
      "keep one; the first stands in line 1, column 13"),
    Row(
      "bots: [{ name: Ross, chat: /r }, { name: ROSS, chat: /s }]", "1:42: the name \"ROSS\" is taken",
      "\(distinct) line 1, column 16"),
    Row(
      "bots: [{ name: Ross, chat: /r }, { name: Jack, aliases: [jj, ross], chat: /s }]",
      "1:62: the name \"ross\" is taken", "\(distinct) line 1, column 16"),
    Row(
      "bots: [{ name: Ross, chat: /r }]\nhumans: [{ name: Coach, aliases: [rOSS] }]",
      "2:35: the name \"rOSS\" is taken", "\(distinct) line 1, column 16"),
    Row(
      "humans: [Coach, { name: coach }]", "1:25: the name \"coach\" is taken",
      "\(distinct) line 1, column 10"),
    Row(
      "humans: [the coach]", "1:10: humans: \"the coach\" is not a person",
      "accepted: a name, or { name, aliases, uid, chat }"),
    Row(
      "humans: [{ name: Coach, uid: -1 }]", "1:30: human.uid: \"-1\" is not such a number",
      "accepted: a whole number from 0 to 4294967294, without quotes"),
    Row(
      "humans: [{ name: Coach, uid: 4294967295 }]", "1:30: human.uid: \"4294967295\" is not such a number",
      "accepted: a whole number from 0 to 4294967294, without quotes"),
  ]

  static let paths: [Row] = [
    Row("bots: [{ name: Ross }]", "1:8: Ross has neither chat nor link", homeHint),
    Row("bots: [{ name: Ross, chat: null }]", "1:8: Ross has neither chat nor link", homeHint),
    Row(
      "bots: [{ name: Ross, chat: /r, link: { hub: \"ws://h\", room: r, token: /t } }]",
      "1:38: Ross has both chat and link", homeHint),
    Row(
      "bots: [{ name: Ross, chat: \"\" }]", "1:28: bot.chat: \"\" is empty, so it is no path",
      filePathHint),
    Row(
      "bots: [{ name: Ross, chat: /srv/ }]", "1:28: bot.chat: \"/srv/\" ends in /, so it is no file",
      filePathHint),
    Row(
      "bots: [{ name: Ross, chat: /srv/.. }]",
      "1:28: bot.chat: \"/srv/..\" ends in . or .., so it is no file", filePathHint),
    Row(
      "bots: [{ name: Ross, chat: \"/a\0b\" }]",
      "1:28: bot.chat: \"/a\0b\" holds a NUL byte, so it is no path", filePathHint),
    Row(
      "bots: [{ name: Ross, chat: ~jack/BOT_CHAT.md }]",
      "1:28: bot.chat: \"~jack/BOT_CHAT.md\" names somebody else's home, which is not looked up", filePathHint
    ),
    Row(
      "bots: [{ name: Ross, chat: {} }]", "1:28: bot.chat: a map is not a file path", filePathHint),
    Row(
      "bots: [{ name: Ross, chat: /\(String(repeating: "n", count: 256)) }]",
      "1:28: bot.chat: \"/\(String(repeating: "n", count: 56))…\" is longer than a path (4095 bytes) or a name "
        + "in it (255 bytes) can be", filePathHint),
    Row("state: /", "1:8: state: \"/\" is the root folder", pathHint),
    Row("state: [a]", "1:8: state: a list is not a folder path", pathHint),
  ]

  static let values: [Row] = [
    Row("relay: { poll: 2 }", "1:16: relay.poll: \"2\" is not a duration", durationHint),
    Row("relay: { poll: 2 s }", "1:16: relay.poll: \"2 s\" is not a duration", durationHint),
    Row("relay: { poll: -2s }", "1:16: relay.poll: \"-2s\" is not a duration", durationHint),
    Row("relay: { poll: 5 parsecs }", "1:16: relay.poll: \"5 parsecs\" is not a duration", durationHint),
    Row("relay: { poll: [2s] }", "1:16: relay.poll: a list is not a duration", durationHint),
    Row("relay: { poll: 1ms }", "1:16: relay.poll: \"1ms\" is out of range", "accepted: from 50ms to 1h"),
    Row(
      "relay: { settle: 3s }", "1:18: relay.settle: \"3s\" is out of range", "accepted: from 10ms to 2s"),
    Row(
      "relay: { maxMessage: 1MB }", "1:22: relay.maxMessage: \"1MB\" is not a size",
      "accepted: a number with a unit (B, KiB, MiB, GiB), such as 1MiB"),
    Row(
      "relay: { maxMessage: 2GiB }", "1:22: relay.maxMessage: \"2GiB\" is out of range",
      "accepted: from 1KiB to 1GiB"),
    Row(
      "wake: { retryFirst: 10m, retryMost: 1m }", "1:37: wake.retryMost: \"1m\" is out of range",
      "accepted: from 10m to 1d"),
    Row(
      "log: { keep: \"5\" }", "1:14: log.keep: \"5\" is not such a number",
      "accepted: a whole number from 0 to 1000, without quotes"),
    Row(
      "guard: { wakesPerHour: 0 }", "1:24: guard.wakesPerHour: \"0\" is not such a number",
      "accepted: a whole number from 1 to 100000, without quotes"),
    Row(
      "guard: { spacing: 61m }", "1:19: guard.spacing: \"61m\" is out of range", "accepted: from 0s to 1h"),
    Row(
      "zone: { name: ../../etc/shadow }", "1:15: zone.name: \"../../etc/shadow\" is not a time zone",
      "accepted: a name of the time zone database, such as Asia/Singapore"),
    Row(
      "zone: { label: +8 }", "1:16: zone.label: \"+8\" is not a zone label",
      "accepted: 2 to 5 letters such as SGT, or an offset such as +08:00 or +0800"),
    Row(
      "bots: [{ name: Ross, chat: /r, wakeOn: all }]",
      "1:40: bot.wakeOn: \"all\" is not one of its values", "accepted: addressed, others"),
    Row(
      "bots: [{ name: Ross, chat: /r, wakeBy: nobody }]",
      "1:40: bot.wakeBy: \"nobody\" is not one of its values", "accepted: anyone, monitor, relay"),
  ]

  static let calls: [Row] = [
    Row("alert: {}", "1:8: alert: neither run nor post", callHint),
    Row("alert: { run: [a], post: \"http://h\" }", "1:26: alert: both run and post", callHint),
    Row(
      "alert: { run: [a], token: /t }", "1:27: alert: a token goes with post, not with run", callHint),
    Row(
      "alert: { run: [] }", "1:15: alert.run: the list is empty",
      "accepted: a program and its arguments, such as [/bin/echo, hello]"),
    Row(
      "alert: { run: echo hello }", "1:15: alert.run: \"echo hello\" is not a list",
      "accepted: a list of arguments in [ ]"),
    Row(
      "alert: { run: [\"\"] }", "1:16: alert.run: \"\" is not a program",
      "accepted: a path, or a name to be found in PATH"),
    Row(
      "alert: { run: [a, ~] }", "1:19: alert.run: ~ is not an argument",
      "accepted: text without a NUL byte"),
    Row(
      "alert: { post: \"ftp://h\" }", "1:16: alert.post: \"ftp://h\" is not an address",
      "accepted: http:// or https:// with a host, in visible ASCII characters"),
    Row(
      "alert: { post: \"http://\" }", "1:16: alert.post: \"http://\" is not an address",
      "accepted: http:// or https:// with a host, in visible ASCII characters"),
    Row(
      "bots: [{ name: P, link: { hub: \"http://h\", room: r, token: /t } }]",
      "1:32: bot.link.hub: \"http://h\" is not an address",
      "accepted: ws:// or wss:// with a host, in visible ASCII characters"),
    Row(
      "bots: [{ name: P, link: { hub: \"ws://h\", token: /t } }]", "1:25: room is missing in bot.link",
      "write room: a room of the hub"),
    Row(
      "bots: [{ name: P, link: { hub: \"ws://h\", room: r, token: /t, plain: yes } }]",
      "1:69: bot.link.plain: \"yes\" is not true or false", "accepted: true or false, without quotes"),
    Row(
      "bots: [{ name: P, chat: /p, monitor: { config: ~/c } }]",
      "1:48: bot.monitor.config: \"~/c\" is not an absolute path",
      "accepted: an absolute path where the monitor runs, not ending in /"),
    Row(
      "bots: [{ name: P, chat: /p, rescue: { when: always } }]", "1:37: run is missing in bot.rescue",
      "write run: [program, argument]"),
  ]

  @Test(
    "DESIGN 6: a wrong configuration says where, what, and what is accepted",
    arguments: keys + names + paths + values + calls)
  func refused(_ row: Row) {
    #expect(refusal(row.text) == "b.yaml:\(row.error)\n\(row.hint)")
  }

  @Test("DESIGN 6: a whole file that is no map is refused at its beginning")
  func noMap() {
    let root = SettingNode(line: 1, column: 3, value: .scalar("hello", quoted: false))
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration(root, file: "b.yaml", folder: "/", home: "")
    }
    #expect(error?.description == "b.yaml:1:3: the configuration: \"hello\" is not a map")
  }

  @Test("DESIGN 6: ~ without a known home is refused, not taken for the root folder")
  func homeless() {
    let root = SettingLiteral.node("bots: [{ name: Ross, chat: ~/BOT_CHAT.md }]")
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration(root, file: "b.yaml", folder: "/etc", home: "")
    }
    #expect(error?.problem == "bot.chat: \"~/BOT_CHAT.md\" starts with ~, and no home folder is known")
  }
}
