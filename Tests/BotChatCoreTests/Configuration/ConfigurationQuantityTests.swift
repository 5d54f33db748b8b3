import BotChatCore
import Testing

@Suite("Configuration: durations and sizes")
struct ConfigurationQuantityTests {
  @Test(
    "DESIGN 6: a duration is a number with a unit, exact to the nanosecond",
    arguments: [
      ("0s", 0), ("250ms", 250_000_000), ("2s", 2_000_000_000), ("1.5s", 1_500_000_000),
      ("0.000001ms", 1), ("0.1s", 100_000_000), ("90d", 7_776_000_000_000_000),
      ("0.999999d", 86_399_913_600_000),
      ("00010m", 600_000_000_000), ("106751d", 9_223_286_400_000_000_000),
    ] as [(String, Int64)])
  func durations(text: String, nanoseconds: Int64) {
    #expect(Interval(text)?.nanoseconds == nanoseconds)
  }

  @Test(
    "DESIGN 6: anything else is no duration, however large",
    arguments: [
      "", "s", "2", "2 s", " 2s", "2s ", "-2s", "+2s", "2S", "2sec", "1m30s", "2.s", ".5s", "1.2.3s",
      "0.0000001s", "1e3s", "0x10s", "٢s", "2s\0", "106752d", "99999999999999999999s",
      String(repeating: "9", count: 100_000) + "s",
    ])
  func noDurations(text: String) {
    #expect(Interval(text) == nil)
  }

  @Test(
    "DESIGN 6: a size is a whole number of bytes",
    arguments: [
      ("0B", 0), ("1000B", 1000), ("1KiB", 1024), ("1MiB", 1_048_576), ("1.5GiB", 1_610_612_736),
      ("1MB", nil),
      ("1", nil), ("0.1KiB", nil), ("9000000000GiB", nil), ("1kib", nil),
    ] as [(String, Int?)])
  func sizes(text: String, bytes: Int?) {
    #expect(ByteCount(text)?.bytes == bytes)
  }

  @Test("DESIGN 6: a quantity prints so that it reads back")
  func description() {
    for text in ["0s", "250ms", "2s", "90d", "1500ms", "61m", "25h"] {
      #expect(Interval(text)?.description == text)
    }
    for text in ["0B", "1000B", "1MiB", "1GiB", "1025KiB"] { #expect(ByteCount(text)?.description == text) }
  }
}
