import BotChatCore
import BotChatFormat
import Testing

@Suite("Waking: what the bot is told")
struct WakeTextTests {
  private static let now = Moment(steady: 0, wall: 1_770_000_000 * WakePlay.second)

  private static func text(_ wake: Wake) -> WakeText {
    WakeText(wake, bot: "Ross", sayAge: .minutes(10), at: now)
  }

  /// A wake for messages of these senders, tagged `#1`, `#2` and so on.
  private static func wake(_ senders: String..., reminder: Int = 0, isLookalike: Bool = false) -> Wake {
    let arrivals = senders.enumerated().map { index, sender in
      arrival(index + 1, tag: "#\(index + 1)", sender: sender, seen: now.wall)
    }
    return Wake(number: 17, arrivals: arrivals, reminder: reminder, isLookalike: isLookalike)
  }

  @Test(
    "W3: a text says who, how many, and what the newest is called",
    arguments: [
      (wake("Jack"), "BOT_CHAT: 1 new message from Jack (#1)"),
      (wake("Jack", "John", "jack"), "BOT_CHAT: 3 new messages from Jack and John, newest (#3)"),
      (
        wake("A", "B", "C", "D", "E"),
        "BOT_CHAT: 5 new messages from A, B, C, D and E, newest (#5)"
      ),
      (
        wake("A", "B", "C", "D", "E", "F"),
        "BOT_CHAT: 6 new messages from A, B, C, D, E and 1 other, newest (#6)"
      ),
      (
        wake("A", "B", "C", "D", "E", "F", "G"),
        "BOT_CHAT: 7 new messages from A, B, C, D, E and 2 others, newest (#7)"
      ),
      (wake("Jack", isLookalike: true), "BOT_CHAT: 1 new message from Jack (#1, wake 17)"),
      (
        wake("Jack", reminder: 1),
        "BOT_CHAT: reminder 1: 1 unanswered message from Jack (#1, wake 17)"
      ),
    ])
  func texts(wake: Wake, text: String) {
    #expect(Self.text(wake).text == text)
  }

  @Test("W3: continuations are told, and not counted")
  func continuations() {
    var wake = Self.wake("Jack")
    wake.arrivals += [arrival(2, tag: "#1", sender: "Mia", seen: Self.now.wall, isContinuation: true)]
    #expect(Self.text(wake).text == "BOT_CHAT: 1 new message from Jack (#1), and 1 continuation")
    #expect(Self.text(wake).count == 1)
    wake.arrivals += [arrival(3, tag: "#1", seen: Self.now.wall, isContinuation: true)]
    #expect(Self.text(wake).text == "BOT_CHAT: 1 new message from Jack (#1), and 2 continuations")
    #expect(Self.text(wake).id == wake.arrivals[0].id.description)
  }

  @Test("R20: a person whose line is not trusted is named, once")
  func unverified() {
    var wake = Self.wake("Coach", "Jack", "Coach")
    wake.arrivals[0].author = .person(isTrusted: false)
    wake.arrivals[2].author = .person(isTrusted: false)
    #expect(
      Self.text(wake).text
        == "BOT_CHAT: 3 new messages from Coach and Jack, newest (#3) (not verified: Coach)")
    wake.arrivals[0].author = .person(isTrusted: true)
    wake.arrivals[2].author = .person(isTrusted: true)
    #expect(!Self.text(wake).text.contains("verified"))
  }

  @Test(
    "W6: an old message's age is said",
    arguments: [
      (599, ""), (600, "; it came 10 minutes ago"), (25 * 60 + 59, "; it came 25 minutes ago"),
      (7199, "; it came 119 minutes ago"), (7200, "; it came 2 hours ago"), (172_800, "; it came 2 days ago"),
      (-3600, ""), (1_770_000_000, "; it came 20486 days ago"), (4_000_000_000, ""),
    ] as [(Int64, String)])
  func age(seconds: Int64, said: String) {
    var wake = Self.wake("Jack")
    wake.arrivals[0].seen -= seconds * WakePlay.second
    #expect(Self.text(wake).text == "BOT_CHAT: 1 new message from Jack (#1)\(said)")
  }

  @Test("W6: of several the oldest counts, whichever it is, and a short age is said in seconds")
  func oldest() {
    var wake = Self.wake("Jack", "John")
    wake.arrivals[1].seen -= 90 * WakePlay.second
    let text = WakeText(wake, bot: "Ross", sayAge: .seconds(1), at: Self.now).text
    #expect(
      text == "BOT_CHAT: 2 new messages from Jack and John, newest (#2); the oldest came 90 seconds ago")
    wake.arrivals[1].seen = .min
    #expect(!WakeText(wake, bot: "Ross", sayAge: .seconds(1), at: Self.now).text.contains("ago"))
  }

  @Test(
    "W3: a tag that could say more than a tag says is left out, and the id stands for it",
    arguments: [
      nil, "", " ", "naïve", "#1\n### 2026", "a,b", "a\u{1b}[31m", "#1;rm", "{text}", "(x", "\u{202e}#1",
      String(repeating: "x", count: 33),
    ])
  func noTag(tag: String?) {
    var wake = Self.wake("Jack")
    wake.arrivals[0].tag = tag
    #expect(Self.text(wake).text == "BOT_CHAT: 1 new message from Jack (abcd00000001)")
  }

  @Test(
    "W3: a plain tag is said as it stands", arguments: ["1/10", "#12 Final", "#VIBE-UPDATE", "-", "a_b.c"])
  func tag(tag: String) {
    var wake = Self.wake("Jack")
    wake.arrivals[0].tag = tag
    #expect(Self.text(wake).text == "BOT_CHAT: 1 new message from Jack (\(tag))")
  }

  @Test("W3: what is no name is not said", arguments: ["-rf", "", "a b", "a\nb", "{id}", "J\u{e4}ck"])
  func noName(sender: String) {
    #expect(Self.text(Self.wake(sender)).text == "BOT_CHAT: 1 new message from somebody (#1)")
  }

  @Test("W3: a command is filled in once, and its program not at all")
  func arguments() {
    let run = ["{from}", "--text={text}", "{text}", "{bot}/{from}/{count}/{id}", "{other}{", "{{bot}}", ""]
    #expect(
      Self.text(Self.wake("Jack", "John")).places.fill(run) == [
        "{from}", "--text=BOT_CHAT: 2 new messages from Jack and John, newest (#2)",
        "BOT_CHAT: 2 new messages from Jack and John, newest (#2)", "Ross/Jack and John/2/abcd00000002",
        "{other}{", "{Ross}", "",
      ])
    #expect(Placeholders(["a": "{b}", "b": "{a}"]).fill("{a}{b}") == "{b}{a}")
    #expect(Self.text(Self.wake("Jack")).places.fill([]) == [])
  }

  @Test(
    "W3: no argument begins with a dash because of us",
    arguments: ["{text}", "{bot}", "{from}", "{count}", "{id}"])
  func dashes(placeholder: String) {
    var wake = Self.wake("-x")
    wake.arrivals[0].tag = "-rf"
    for wake in [wake, Wake(number: 1, arrivals: [])] {
      let argument = Self.text(wake).places.fill(["/bin/true", placeholder + "-x"])[1]
      #expect(!argument.hasPrefix("-"), "\(argument)")
    }
  }

  @Test("W3: the body of a request is what OpenClaw takes")
  func body() {
    #expect(
      String(decoding: Self.text(Self.wake("Jack")).body, as: UTF8.self)
        == "{\"text\": \"BOT_CHAT: 1 new message from Jack (#1)\", \"mode\": \"now\"}")
  }

  @Test(
    "JSON escapes what it must",
    arguments: [
      ("", "\"\""), ("a\"b\\c/", "\"a\\\"b\\\\c/\""),
      ("\n\r\t\u{0}\u{1f}\u{7f}", "\"\\n\\r\\t\\u0000\\u001f\\u007f\""),
      ("→ \u{1f600}\u{2028}", "\"→ \u{1f600}\\u2028\""), ("\r\n", "\"\\r\\n\""),
    ])
  func quoted(text: String, quoted: String) {
    #expect(JSONText.quoted(text) == quoted)
  }
}
