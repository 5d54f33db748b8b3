import BotChatCore
import BotChatTools
import Testing

@Suite("Command line: --since")
struct CommandLineHistoryStartTests {
  @Test(
    "R13: a time is written as in the headers, and compares with them as text",
    arguments: [
      ("2026-02-10", "2026-02-10 00:00:00"), ("2026-02-10 19:32", "2026-02-10 19:32:00"),
      ("2026-02-10T19:32:15", "2026-02-10 19:32:15"), ("2024-02-29", "2024-02-29 00:00:00"),
      ("2000-02-29 23:59:59", "2000-02-29 23:59:59"),
    ])
  func written(text: String, normal: String) {
    #expect(HistoryStart(text) == .written(normal))
  }

  @Test("R13: an age counts back from now")
  func age() {
    #expect(HistoryStart("90m") == .ago(.minutes(90)))
  }

  @Test(
    "R13: what is no time of the calendar is refused",
    arguments: [
      "", "now", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31",
      "2026-02-10 24:00", "2026-02-10 10:60", "2026-02-10 10:00:60", "2026-2-1", "2026-02-10 1932",
      "2026-02-10 19:32 ", "2026/02/10", "２026-02-10", "2026-02-10\n19:32",
    ])
  func refused(text: String) {
    #expect(HistoryStart(text) == nil)
  }
}
