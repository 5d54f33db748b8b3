import BotChatCore
import Testing

@Suite("Alerts: what reaches the person")
struct AlertPolicyTests {
  private let now: Int64 = 1_770_000_000 * second
  private let day = 24 * hour

  private func alert(_ subject: String, _ kind: Alert.Kind = .wakeFailing) -> Alert {
    Alert(Alert.Key(kind, subject), "\(subject) has a problem")
  }

  @Test("W7: a problem that stands is told once, and again after a day")
  func once() {
    var policy = AlertPolicy()
    #expect(policy.offer(alert("Ross"), at: now) == .tell("Ross has a problem"))
    #expect(policy.offer(alert("Ross"), at: now) == .known)
    #expect(policy.offer(alert("Ross"), at: now + day - 1) == .known)
    #expect(policy.offer(alert("Ross"), at: now + day) == .tell("Ross has a problem"))
    #expect(policy.offer(alert("Ross"), at: now + day + 1) == .known)
  }

  @Test("W7: another bot and another kind are another problem")
  func keys() {
    var policy = AlertPolicy()
    for alert in [alert("Ross"), alert("John"), alert("Ross", .wakeUnanswered)] {
      #expect(policy.offer(alert, at: now) == .tell(alert.text))
    }
  }

  @Test("W7: what does not work is not crowded out by what is only good to know, nor the other way round")
  func urgent() {
    var policy = AlertPolicy(perHour: 2)
    func offer(_ subject: String, _ isUrgent: Bool) -> AlertPolicy.Decision {
      policy.offer(Alert(Alert.Key(.unhealthy, subject), subject, isUrgent: isUrgent), at: now)
    }
    #expect(offer("a", false) == .tell("a"))
    #expect(offer("b", false) != .tooMany)
    #expect(offer("c", false) == .tooMany)
    #expect(offer("d", true) == .tell("d"))
    #expect(offer("e", true) == .tell("e (more than 2 such alerts within an hour are only in the log)"))
    #expect(offer("f", true) == .tooMany)
    #expect(AlertMemory(text: policy.memory.text) == policy.memory)
    #expect(
      policy.offer(Alert(Alert.Key(.unhealthy, "f"), "f", isUrgent: true), at: now + hour + 1) == .tell("f"))
  }

  @Test("W7: the end of a problem is told once, and only when the problem was")
  func solved() {
    var policy = AlertPolicy()
    let key = alert("Ross").key
    #expect(policy.solved(key, at: now) == .known)
    _ = policy.offer(alert("Ross"), at: now)
    #expect(policy.solved(key, at: now) == .tell("Ross can be woken again"))
    #expect(policy.solved(key, at: now) == .known)
    #expect(policy.offer(alert("Ross"), at: now) == .tell("Ross has a problem"))
  }

  @Test("W7: a problem that was not told because there were too many has no end to tell")
  func solvedUntold() {
    var policy = AlertPolicy(perHour: 1)
    _ = policy.offer(alert("John"), at: now)
    #expect(policy.offer(alert("Ross"), at: now) == .tooMany)
    #expect(policy.solved(alert("Ross").key, at: now + 2 * hour) == .known)
  }

  @Test("R19: the end of a hold is told nobody, and the next hold is news only after it")
  func silentEnd() {
    var policy = AlertPolicy()
    let held = alert("jack", .held)
    _ = policy.offer(held, at: now)
    #expect(policy.offer(held, at: now + hour) == .known)
    #expect(policy.solved(held.key, at: now + hour) == .known)
    #expect(policy.offer(held, at: now + hour) == .tell(held.text))
  }

  @Test("W7: six alerts in an hour at most; the last one says so, and a problem that stands comes later")
  func rate() {
    var policy = AlertPolicy()
    let names = (1...8).map { "Bot\($0)" }
    let told = names.map { policy.offer(alert($0), at: now + minute) }
    #expect(told.prefix(5) == names.prefix(5).map { .tell("\($0) has a problem") }[...])
    #expect(
      told[5]
        == .tell("Bot6 has a problem (more than 6 alerts within an hour are only in the log)"))
    #expect(told.suffix(2) == [.tooMany, .tooMany])
    #expect(policy.solved(alert("Bot1").key, at: now + hour) == .tooMany)
    #expect(policy.offer(alert("Bot7"), at: now + hour + minute - 1) == .tooMany)
    #expect(policy.offer(alert("Bot7"), at: now + hour + minute) == .tell("Bot7 has a problem"))
  }

  @Test(
    "W7: in any hour of a day of random problems no more than the limit is told, and the log has the rest")
  func randomDay() {
    var policy = AlertPolicy()
    var dice = Dice(3)
    var told: [Int64] = []
    var time = now
    for _ in 0..<3000 {
      time += Int64(dice.below(60)) * second
      let subject = alert("Bot\(dice.below(40))")
      let decision =
        dice.chance(70) ? policy.offer(subject, at: time) : policy.solved(subject.key, at: time)
      if case .tell = decision { told.append(time) }
    }
    #expect(told.count > 100)
    for first in told { #expect(told.count { first <= $0 && $0 < first + hour } <= 6) }
    #expect(policy.memory.told.count <= 40)
    #expect(policy.memory.times.count <= 6)
  }

  @Test("W7: an alert that could not be sent is told when it is offered again, within the same limit")
  func notSent() {
    var policy = AlertPolicy(perHour: 3)
    var tries = 0
    for minutes in 0..<12 {
      if case .tell = policy.offer(alert("Ross"), at: now + Int64(minutes) * 5 * minute) {
        tries += 1
        policy.wasNotSent(alert("Ross").key)
      }
    }
    #expect(tries == 3)
  }

  @Test(
    "W7: a clock that jumps back by years silences nothing for longer than a day, and no new problem an hour")
  func jumpedBack() {
    var policy = AlertPolicy(perHour: 2)
    let ahead = now + 9000 * day
    _ = policy.offer(alert("Ross"), at: ahead)
    _ = policy.offer(alert("John"), at: ahead)
    #expect(policy.offer(alert("Ross"), at: now) == .known)
    #expect(policy.offer(alert("Mia"), at: now) == .tooMany)
    #expect(policy.offer(alert("Mia"), at: now + hour) == .tell("Mia has a problem"))
    #expect(policy.offer(alert("Ross"), at: now + day) == .tell("Ross has a problem"))
  }

  @Test("W7: what is remembered reads back, and goes on as if nothing had happened")
  func stored() {
    var policy = AlertPolicy()
    _ = policy.offer(alert("Ross"), at: now)
    _ = policy.offer(alert("/a path/with blanks", .tokenRefused), at: now + 1)
    let text = policy.memory.text
    #expect(
      text == """
        sent \(now)
        sent \(now + 1)
        told \(now) wake-failing Ross
        told \(now + 1) token-refused /a path/with blanks

        """)
    var again = AlertPolicy(memory: AlertMemory(text: text))
    #expect(again.memory == policy.memory)
    #expect(again.offer(alert("Ross"), at: now + minute) == .known)
  }

  @Test(
    "W7: a memory that cannot be read is empty where it cannot, and forges nothing",
    arguments: [
      "", "sent", "sent x", "sent 1 2", "told 1 wake-failing", "told 1 unknown Ross", "told x held jack",
      "\0",
    ])
  func unreadable(line: String) {
    #expect(AlertMemory(text: line) == AlertMemory())
    #expect(AlertMemory(text: "\(line)\nsent 7\n") == AlertMemory(times: [7]))
    let forged = AlertMemory(told: [Alert.Key(.tokenRefused, "/a\ntold 9 held jack"): 1])
    #expect(AlertMemory(text: forged.text) == AlertMemory())
  }

  @Test("W7: times out of a file that somebody has tampered with trap nowhere, and the memory stays small")
  func hostile() {
    var memory = AlertMemory(times: [.min, .max, 0])
    for index in 0..<3000 { memory.told[Alert.Key(.held, "\(index)")] = now - Int64(index) }
    memory.told[Alert.Key(.held, "min")] = .min
    var policy = AlertPolicy(memory: memory)
    #expect(policy.offer(alert("Ross"), at: now) == .tell("Ross has a problem"))
    #expect(policy.memory.told.count == 1001)
    #expect(policy.memory.told[Alert.Key(.held, "0")] != nil)
  }
}
