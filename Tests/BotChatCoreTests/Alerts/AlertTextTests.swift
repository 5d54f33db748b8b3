import BotChatCore
import Testing

@Suite("Alerts: their texts")
struct AlertTextTests {
  private static let hold = Hold(
    since: 0, until: 1, group: ["Jack", "John"], why: "20 wakes in an hour among Jack and John")

  @Test(
    "W7: each says who, what, and what is to be done",
    arguments: [
      (
        .wakeFailing("Ross", failures: 5, why: "exit 1"),
        "Ross cannot be woken: 5 attempts failed, the last one: exit 1; it is tried again until it succeeds"
      ),
      (
        .wakeUnanswered("Ross", wakes: 3, within: .minutes(10)),
        "Ross was woken 3 times and showed no sign of life within 10m of each wake"
      ),
      (
        .wakeUnanswered("Ross", wakes: 1, within: .minutes(10)),
        "Ross was woken once and showed no sign of life within 10m"
      ),
      (.rescueRun("Ross"), "Ross stayed silent: its rescue was run, and it is woken once more"),
      (.rescueFailed("Ross", why: "exit 1"), "Ross stayed silent, and its rescue failed: exit 1"),
      (
        .held("Jack", hold),
        "Jack is not woken for now: 20 wakes in an hour among Jack and John; a line of yours, or "
          + "`botchat resume`, ends it"
      ),
      (
        .tokenRefused("/t", why: "mode 644 lets others read it"),
        "the token file /t is refused: mode 644 lets others read it"
      ),
    ] as [(Alert, String)])
  func texts(alert: Alert, text: String) {
    #expect(alert.text == text)
  }

  @Test("R19: the person is told once of the holds of one group, also when it has grown")
  func heldOnce() {
    var policy = AlertPolicy()
    var grown = Self.hold
    grown.group = ["JACK", "John", "Ross"]
    var other = Self.hold
    other.group = ["Mia", "Pelouse"]
    #expect(policy.offer(.held("Jack", Self.hold), at: 0) != .known)
    #expect(policy.offer(.held("John", grown), at: 0) == .known)
    #expect(policy.offer(.held("Mia", other), at: 0) != .known)
  }
}
