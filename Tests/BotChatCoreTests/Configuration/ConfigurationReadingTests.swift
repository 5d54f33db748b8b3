import BotChatCore
import Testing

@Suite("Configuration: what is read")
struct ConfigurationReadingTests {
  @Test("DESIGN 6: everything except name and chat has its documented default")
  func defaults() throws {
    let read = try configuration("bots: [{ name: Ross, chat: /srv/ross/BOT_CHAT.md }]")
    #expect(read == Configuration(bots: [Bot(name: "Ross", chat: "/srv/ross/BOT_CHAT.md")]))
    #expect(read.state == nil)
    #expect(read.broadcast == ["ALL"])
    #expect(read.relay.poll == .seconds(2))
    #expect(read.relay.settle == .milliseconds(250))
    #expect(read.relay.lockHold == .seconds(1))
    #expect(read.relay.maxMessage.bytes == 1_048_576)
    #expect(read.relay.remember == .days(90))
    #expect(read.wake.timeout == .seconds(60))
    #expect(read.guard.wakesPerHour == 20)
    #expect(read.guard.spacing == .minutes(1))
    #expect(read.bots[0].burst == .milliseconds(250))
    #expect(read.bots[0].wakeOn == .addressed)
  }

  @Test("DESIGN 6: a null value and an empty section are the default")
  func absent() throws {
    let text = """
      state: ~
      relay: { poll: null, settle: }
      zone:
      wake: {}
      alert: null
      humans: ~
      """
    #expect(try configuration(text) == configuration(""))
  }

  @Test("DESIGN 6: quoted null is text")
  func quotedNull() throws {
    #expect(try configuration("bots: [{ name: \"null\", chat: /r }]").bots[0].name == "null")
  }

  @Test("DESIGN 6: the example of the design is read as it means")
  func example() throws {
    let read = try configuration(
      """
      state: /root/openclaw-clients/.relay-state
      zone: { name: Asia/Singapore, label: SGT }
      bots: [
        { name: Ross, chat: /root/openclaw-clients/ross/workspace/BOT_CHAT.md,
          wake: { run: [docker, exec, openclaw-ross, --text, "{text}", --mode, now] } },
        { name: John, chat: /root/openclaw-clients/john/workspace/BOT_CHAT.md, answer: { within: 10m, repeat: 2 } },
        { name: Jack, chat: /root/.openclaw/workspace/BOT_CHAT.md,
          wake: { post: "http://127.0.0.1:18789/hooks/wake", token: /root/.openclaw/hook-token } },
        { name: Pelouse, link: { hub: "wss://bot-hub.example.org", room: marlbot-pelouse, token: /root/hub-token } },
      ]
      humans: [{ name: Coach, uid: 1000 }]
      broadcast: [ALL]
      alert: { run: [/usr/local/bin/tell-coach, "{text}"] }
      relay: { poll: 2s, settle: 250ms, lockHold: 1s, maxMessage: 1MiB, remember: 90d }
      """)
    #expect(read.state == "/root/openclaw-clients/.relay-state")
    #expect(read.zone == Zone(name: "Asia/Singapore", label: "SGT"))
    #expect(read.bots.map(\.name) == ["Ross", "John", "Jack", "Pelouse"])
    #expect(
      read.bots[0].wake == .run(["docker", "exec", "openclaw-ross", "--text", "{text}", "--mode", "now"]))
    #expect(read.bots[1].answer == Answer(within: .minutes(10), repetitions: 2))
    #expect(
      read.bots[2].wake
        == .post(url: "http://127.0.0.1:18789/hooks/wake", token: "/root/.openclaw/hook-token"))
    #expect(
      read.bots[3].link
        == Link(
          hub: "wss://bot-hub.example.org", room: "marlbot-pelouse", token: "/root/hub-token", from: "Pelouse"
        ))
    #expect(read.bots[3].chat(inState: "/s") == "/s/links/Pelouse/BOT_CHAT.md")
    #expect(read.humans == [Human(name: "Coach", uid: 1000)])
    #expect(read.humans[0].chat(inState: "/s") == "/s/humans/Coach/BOT_CHAT.md")
    #expect(read.alert == .run(["/usr/local/bin/tell-coach", "{text}"]))
    #expect(read.relay == RelaySettings())
  }

  static let everyKey = """
    state: state/
    hub: hub.yaml
    zone: { name: Etc/GMT+8, label: +0800 }
    broadcast: [team]
    alert: { post: "https://h/a" }
    relay: { poll: 1s, settle: 20ms, lockHold: 0s, maxMessage: 2KiB, remember: 1d }
    wake: { burst: 2s, timeout: 3s, retryFirst: 4s, retryMost: 5s, sayAge: 6s }
    guard: { wakesPerHour: 7, pairWakesPerHour: 8, spacing: 9s, holdFor: 9m, quietAfter: 10m }
    health: { every: 11m, disk: 12MiB }
    log: { maxSize: 13MiB, keep: 14 }
    humans: [{ name: Coach, aliases: [Boss], uid: 0, chat: coach.md }]
    bots: [
      { name: A, aliases: [a1, a2], chat: ~/a.md, wake: { run: [x] }, wakeOn: others, wakeBy: monitor, burst: 1s,
        answer: { within: 1m, repeat: 0 }, rescue: { run: [y], when: always },
        monitor: { via: [docker, exec, a], config: /c }, gateway: { url: "http://[::1]:1", sessions: s/ } },
      { name: B, link: { hub: "ws://h", room: r, token: t, from: b, senders: [c], plain: true, ping: 9s } },
      { name: C, chat: ~/a.md },
    ]
    """

  @Test("DESIGN 6: every key is read")
  func complete() throws {
    let expected = Configuration(
      state: "/etc/botchat/state", zone: Zone(name: "Etc/GMT+8", label: "+0800"),
      bots: [
        Bot(
          name: "A", aliases: ["a1", "a2"], chat: "/home/ann/a.md", wake: .run(["x"]), wakeOn: .others,
          wakeBy: .monitor, burst: .seconds(1), answer: Answer(within: .minutes(1), repetitions: 0),
          rescue: Rescue(run: ["y"], when: .always),
          monitor: MonitorSettings(via: ["docker", "exec", "a"], config: "/c"),
          gateway: Gateway(url: "http://[::1]:1", sessions: "/etc/botchat/s")),
        Bot(
          name: "B",
          link: Link(
            hub: "ws://h", room: "r", token: "/etc/botchat/t", from: "b", senders: ["c"], plain: true,
            ping: .seconds(9)),
          burst: .seconds(2)),
        // The same file as A's: the same home.
        Bot(name: "C", chat: "/home/ann/a.md", burst: .seconds(2)),
      ],
      humans: [Human(name: "Coach", aliases: ["Boss"], uid: 0, chat: "/etc/botchat/coach.md")],
      hub: "/etc/botchat/hub.yaml",
      broadcast: ["ALL", "team"], alert: .post(url: "https://h/a", token: nil),
      relay: RelaySettings(
        poll: .seconds(1), settle: .milliseconds(20), lockHold: .seconds(0), maxMessage: .kibibytes(2),
        remember: .days(1)),
      wake: WakeSettings(
        burst: .seconds(2), timeout: .seconds(3), retryFirst: .seconds(4), retryMost: .seconds(5),
        sayAge: .seconds(6)),
      guard: GuardSettings(
        wakesPerHour: 7, pairWakesPerHour: 8, spacing: .seconds(9), holdFor: .minutes(9),
        quietAfter: .minutes(10)),
      health: HealthSettings(every: .minutes(11), disk: .mebibytes(12)),
      log: LogSettings(maxSize: .mebibytes(13), keep: 14))
    #expect(try configuration(Self.everyKey) == expected)
  }

  @Test(
    "DESIGN 6: paths become absolute by their text, and .. stays because links decide where it leads",
    arguments: [
      ("/a//b/./c", "/a/b/c"), ("c.md", "/etc/botchat/c.md"), ("./c.md", "/etc/botchat/c.md"),
      ("../c.md", "/etc/botchat/../c.md"), ("~/c.md", "/home/ann/c.md"), ("/a b/ü.md", "/a b/ü.md"),
      ("/~/c", "/~/c"),
    ])
  func paths(written: String, resolved: String) throws {
    #expect(try configuration("bots: [{ name: Ross, chat: \(written) }]").bots[0].chat == resolved)
  }

  @Test("DESIGN 6: the longest name is accepted, and one byte more is not")
  func longestName() throws {
    let longest = String(repeating: "n", count: 64)
    #expect(try configuration("bots: [{ name: \(longest), chat: /r }]").bots[0].name == longest)
    #expect(refusal("bots: [{ name: \(longest)n, chat: /r }]") != nil)
  }
}
