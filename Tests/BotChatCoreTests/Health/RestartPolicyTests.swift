import BotChatCore
import Testing

@Suite("RestartPolicy")
struct RestartPolicyTests {
  private static let second: Int64 = 1_000_000_000

  @Test("H3: tries follow at once, after 5 s, 30 s, 2 min, 10 min, and every 10 min for ever")
  func pauses() {
    var policy = RestartPolicy()
    var now: Int64 = 500
    #expect(policy.wait(at: now) == nil)
    for pause in [5, 30, 120, 600, 600, 600] as [Int64] {
      policy.noteAttempt(at: now)
      #expect(policy.wait(at: now) == .seconds(pause))
      #expect(policy.wait(at: now + pause * Self.second - 1) != nil)
      now += pause * Self.second
      #expect(policy.wait(at: now) == nil)
    }
  }

  @Test("H3: one that stays well for two minutes begins anew, one that only just came up does not")
  func recovery() {
    var policy = RestartPolicy(attempts: 4, last: 0)
    policy.noteHealth(at: 119 * Self.second)
    #expect(policy.attempts == 4)
    policy.noteHealth(at: 120 * Self.second)
    #expect(policy.attempts == 0)
  }

  @Test("H3: a try that lies in the future is another boot's and holds nothing up")
  func otherBoot() {
    #expect(RestartPolicy(attempts: 9, last: 1_000_000).wait(at: 5) == nil)
  }
}
