import BotChatSystem
import Testing

// TZ belongs to the whole process, so each zone is tried in a process of its own.
@Suite("Local time")
struct LocalTimeTests {
  @Test("F1: a header's time and a closing line's clock are written in the zone")
  func texts() async {
    await #expect(processExitsWith: .success) {
      let time = try LocalTime(zone: "Asia/Singapore")
      let wall: Int64 = 1_770_723_135_000_000_000
      #expect(time.headerText(wall) == "2026-02-10 19:32:15")
      #expect(time.clockText(wall) == "07:32:15pm")
      #expect(time.label(wall) == "+08")
      #expect(time.clockText(wall - 8 * 3_600_000_000_000) == "11:32:15am")
      #expect(time.clockText(wall - 7 * 3_600_000_000_000) == "12:32:15pm")
      #expect(time.clockText(wall + 5 * 3_600_000_000_000) == "12:32:15am")
      #expect(time.headerText(-1) == "1970-01-01 07:29:59")
      #expect(time.parse("2026-02-10 19:32:15") == wall)
      #expect(time.parse("2026-02-10 19:32") == wall - 15_000_000_000)
      #expect(time.parse("2026-02-10") == wall - (19 * 3600 + 32 * 60 + 15) * 1_000_000_000)
    }
  }

  @Test("A zone's short name follows the change of the clock")
  func label() async {
    await #expect(processExitsWith: .success) {
      let time = try LocalTime(zone: "Europe/Berlin")
      #expect(time.label(try #require(time.parse("2026-01-10"))) == "CET")
      #expect(time.label(try #require(time.parse("2026-07-10"))) == "CEST")
      // 02:30 did not exist on this night.
      #expect(time.parse("2026-03-29 02:30") != nil)
    }
  }

  @Test("A rule is a zone too, and an unknown name is refused instead of being taken for UTC")
  func zones() async {
    await #expect(processExitsWith: .success) {
      let rule = try LocalTime(zone: "SGT-8")
      #expect(rule.headerText(0) == "1970-01-01 08:00:00")
      let quoted = try LocalTime(zone: "<+08>-8")
      #expect(quoted.label(0) == "+08")
      let universal = try LocalTime(zone: "UTC")
      #expect(universal.label(0) == "UTC")
      for name in [
        "Asia/Nowhere", "", "SG", "../../../etc/passwd", "/etc/localtime", ":UTC", "Asia", "U\0TC",
      ] {
        #expect(throws: LocalTime.UnknownZone.self) { _ = try LocalTime(zone: name) }
      }
    }
  }

  @Test(
    "A text that is no time is refused",
    arguments: [
      "", " ", "2026", "2026-2-10", "2026-02-30", "2026-13-01", "2026-00-10", "1969-12-31", "2026-02-10 ",
      "2026-02-10 24:00", "2026-02-10 19:60", "2026-02-10 19:32:60", "2026-02-10  19:32", "2026-02-10 19",
      "2026-02-10 19:32:15 SGT", "2026-02-1x", "-026-02-10", "２０２６-02-10", "2026-02-10T19:32:15Z",
    ])
  func refused(text: String) throws {
    #expect(try LocalTime(zone: nil).parse(text) == nil)
  }

  @Test("W6: the monotonic clock only goes forward, and the wall clock is in this century")
  func clocks() {
    let first = MonotonicClock.now()
    #expect(MonotonicClock.now() >= first)
    #expect(WallClock.now() > 1_700_000_000_000_000_000)
  }
}
