import BotChatCore
import BotChatSystem

/// Tells the person what the files cannot (W7): once for each problem, and never too often.
final class Alerter {
  private let call: Call?
  private let timeout: Int64
  private let caller: Caller
  private let lines: EventLog
  private let store: AlertStore
  private let retry = Backoff(first: .seconds(5), most: .minutes(5), seed: 0)
  private var policy: AlertPolicy
  /// What could not be sent yet, oldest first.
  private var waiting: [(key: Alert.Key, text: String, isEnd: Bool, failures: Int)] = []
  private var isSending = false
  /// Steady clock.
  private var retryAt: Int64 = 0

  init(
    _ configuration: Configuration, _ caller: Caller, _ lines: EventLog, in folder: StateFolder,
    name: String = "alerts"
  ) {
    call = configuration.alert
    timeout = configuration.wake.timeout.nanoseconds
    self.caller = caller
    self.lines = lines
    store = AlertStore(name, in: folder)
    policy = AlertPolicy(memory: store.load())
  }

  /// Steady clock: when another try is due; `Int64.max` when there is nothing to send.
  var dueAt: Int64 { waiting.isEmpty || isSending ? .max : retryAt }

  /// Tells of a problem, unless the person knows.
  func offer(_ alert: Alert) {
    lines.warn("\(alert.text)")
    decide(alert.key, isEnd: false) { $0.offer(alert, at: WallClock.now()) }
  }

  /// Tells that a problem is over, if the person was told of it.
  func solved(_ key: Alert.Key) {
    decide(key, isEnd: true) { $0.solved(key, at: WallClock.now()) }
  }

  /// The problems that the person was told of and that are not solved.
  var told: [Alert.Key] { Array(policy.memory.told.keys) }

  /// Whether something is still to be sent.
  var isAtWork: Bool { !waiting.isEmpty }

  /// Whether the last try failed, and the next one is not due yet.
  var hasFailed: Bool { waiting.first.map { $0.failures > 0 } ?? false && !isSending }

  /// To be called by whoever ends now: what could not be sent is told when it is offered the next time.
  func forgetUnsent() {
    guard !waiting.isEmpty else { return }
    for one in waiting {
      if one.isEnd { policy.endWasNotSent(one.key, at: WallClock.now()) } else { policy.wasNotSent(one.key) }
    }
    store.store(policy.memory)
  }

  private func decide(
    _ key: Alert.Key, isEnd: Bool, _ judge: (inout AlertPolicy) -> AlertPolicy.Decision
  ) {
    guard call != nil else { return }
    let before = policy.memory
    let decision = judge(&policy)
    // Before it is sent: a crash then costs an alert, not a flood.
    if policy.memory != before { store.store(policy.memory) }
    guard case .tell(let text) = decision else { return }
    // Who cannot be told for hours need not hear all of it in the end.
    if waiting.count >= 32 { waiting.removeFirst() }
    waiting.append((key, Escaping.visible(text), isEnd, 0))
    send()
  }

  /// Tries again what could not be sent.
  func look(at now: Moment) {
    if now.steady >= retryAt { send() }
  }

  private func send() {
    guard let call, let first = waiting.first, !isSending else { return }
    isSending = true
    let words = AlertText(first.text)
    caller.begin(words.places.fill(call), body: words.body, timeout: timeout) { [weak self] result in
      self?.ended(result)
    }
  }

  private func ended(_ result: CallResult) {
    isSending = false
    switch result.outcome {
    case .succeeded:
      waiting.removeFirst()
      retryAt = 0
      send()
    case .failed(let why, let pause):
      waiting[0].failures += 1
      let failures = waiting[0].failures
      lines.warn("the person could not be told, attempt \(failures): \(why)")
      retryAt = MonotonicClock.now() + retry.pause(afterFailures: failures, of: 1, retryAfter: pause)
    }
  }
}
